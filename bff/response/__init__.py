"""Outcome to HTTP: pure."""

from .answer import Answer, answer_outcome, answer_price, answer_refusal

__all__ = ["Answer", "answer_outcome", "answer_price", "answer_refusal"]
