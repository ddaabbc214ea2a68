"""What a layer of this room raises: a failure that does not know yet whose call it was.

The door completes it with the service's and the endpoint's name. A fault is raised outside the `except`
block of the exception that it stands for: that exception may quote what a service sent, and must not
travel along as its context.
"""

from __future__ import annotations

from bff.errors import BffError, Code

__all__ = ["Fault"]


class Fault(BffError):
    """A call that brought no usable answer.

    `detail` is for the operator, and never holds text of a service. `is_retryable` is about the failure
    alone: whether the call may be repeated at all is `Call.is_idempotent`.
    """

    def __init__(self, code: Code, detail: str, *, is_retryable: bool = False) -> None:
        self.code = code
        self.detail = detail
        self.is_retryable = is_retryable
        super().__init__(detail)
