"""Lists of ids in one parameter, separated by commas: the batch form of several services."""

from typing import Annotated

from fastapi import HTTPException, Query

__all__ = ["MAX_IDS", "Ids", "OptionalIds", "numbers"]

MAX_IDS = 100

_IdList = Query(pattern=r"^[0-9]{1,9}(,[0-9]{1,9})*$", description=f"At most {MAX_IDS}, separated by commas")
Ids = Annotated[str, _IdList]
OptionalIds = Annotated[str | None, _IdList]


def numbers(ids: str) -> list[int]:
    """Return the ids of a comma list, each once, in ascending order.

    Raises: HTTPException 400 if there are too many.
    """
    texts = ids.split(",")
    if len(texts) > MAX_IDS:
        raise HTTPException(400, f"At most {MAX_IDS} ids in one call, but got: {len(texts)}.")
    return sorted({int(text) for text in texts})
