"""The same request sent twice acts once: Idempotency-Key (IETF draft), kept for a day.

The key goes with what was made: when the job or the upload is deleted, the same request makes a new one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from audio_backend.errors import BadInput
from audio_backend.ledger.ledger import Ledger
from audio_backend.ledger.records import IdempotentResponse
from audio_backend.models.base import Json
from audio_backend.storage.locks import Locks

KEPT_SECONDS = 24 * 3600.0
LONGEST_KEY = 255

Response = TypeVar("Response", bound=BaseModel)


class Idempotency:
    def __init__(self, ledger: Ledger):
        self.ledger = ledger
        self._locks = Locks()

    async def once(
        self,
        key: str | None,
        route: str,
        body_sha256: str,
        kind: type[Response],
        act: Callable[[], Awaitable[Response]],
        again: Callable[[Json], Response] | None = None,
        keeps: bool = False,
    ) -> Response:
        """Act, or give what was answered before. Raises BadInput when the key came with another body.

        `again` makes the answer of an earlier version, which had other fields, into one of this version. What `keeps`
        its `answer_of` by itself, together with what it makes, acts once also where the power fails in between.
        """
        if key is None:
            return await act()
        if not 0 < len(key) <= LONGEST_KEY:
            raise BadInput(f"An Idempotency-Key is 1 to {LONGEST_KEY} characters long.")
        async with self._locks.of((key, route)):
            if known := await asyncio.to_thread(self._known, key, route, body_sha256):
                return await asyncio.to_thread(_read, kind, known, again)
            response = await act()
            if not keeps:
                await asyncio.to_thread(self.ledger.keep_answer, answer_of(key, route, body_sha256, response))
            return response

    def _known(self, key: str, route: str, body_sha256: str) -> dict[str, Any] | None:
        self.ledger.forget_answers(time.time() - KEPT_SECONDS)
        known = self.ledger.answer(key, route)
        if known is None:
            return None
        if known.body_sha256 != body_sha256:
            raise BadInput("This Idempotency-Key was used with another body.", remedy="Make a new key per request.")
        return known.response


def answer_of(key: str, route: str, body_sha256: str, response: BaseModel) -> IdempotentResponse:
    return IdempotentResponse(key, route, body_sha256, response.model_dump(mode="json"), time.time())


def _read(kind: type[Response], known: Json, again: Callable[[Json], Response] | None) -> Response:
    try:
        return kind.model_validate(known)
    except ValidationError:
        return again(known) if again else kind.model_construct(**known)
