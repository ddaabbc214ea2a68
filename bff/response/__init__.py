"""Outcome to HTTP: pure."""

from .answer import Answer, answer_outcome, answer_price, answer_refusal
from .errors import masked_causes

__all__ = ["Answer", "answer_outcome", "answer_price", "answer_refusal", "masked_causes"]
