"""Adapters to Redis and Valkey for what requests share across workers; each states no rule of its own."""

from .documents import RedisDocuments

__all__ = ["RedisDocuments"]
