"""The values that pass between the rooms: request, operation, plan, call, outcome.

They are frozen and know nothing of the rooms that make or take them.
"""
