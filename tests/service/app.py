"""SoMark, played: tasks that queue, work, succeed and fail; every request is checked against the contract."""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from service.answers import RESULT, Answer, answer, error, status, succeeded
from service.contract import CHECK_FIELDS, UPLOAD_FIELDS

KEY = "sk-secret-of-the-tests"
ENDPOINTS = {
    "/parse/sync": "sync",
    "/parse/async": "submit",
    "/parse/async_check": "check",
    "/usage": "usage",
    "/extract/acc_sync": "sync",
    "/extract/async": "submit",
    "/extract/async_check": "check",
}


@dataclass
class Service:
    """What the service knows and has seen. A task answers with `answers[task_id]`, the last one again and again;
    or with what a function says at the moment.
    """

    answers: dict[str, Sequence[Answer] | Callable[[str], Answer]] = field(default_factory=dict)
    before: deque[Answer] = field(default_factory=deque)  # given first, whatever is asked
    fault: Callable[[], Answer | None] = lambda: None
    files: dict[str, Answer] = field(default_factory=dict)
    per_second: float | None = None
    key: str = KEY
    result: object = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    checks: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    limited: int = 0
    made: int = 0

    def app(self) -> Starlette:
        routes = [Route(f"/api/v1{path}", self._endpoint(name), methods=["POST"]) for path, name in ENDPOINTS.items()]
        return Starlette(routes=[*routes, Route("/files/{name:path}", self._serve_file)])

    def _endpoint(self, name: str) -> "type[_Asgi]":
        async def respond(request: Request) -> "_Asgi":
            moment = time.monotonic()
            self.moments.append(moment)
            fields = await self._fields(request)
            self.asked.append((request.url.path.removeprefix("/api/v1"), fields))
            return _Asgi(self._limit(moment) or self._first() or self.fault() or self._answer(name, fields))

        return respond  # type: ignore[return-value]

    async def _fields(self, request: Request) -> dict[str, Any]:
        fields: dict[str, Any] = {}
        async with request.form() as form:
            for name, value in form.multi_items():
                fields.setdefault(name, []).append(value if isinstance(value, str) else await value.read())
                if not isinstance(value, str):
                    fields["name"] = value.filename
        return fields

    def _limit(self, moment: float) -> Answer | None:
        if self.per_second is None or sum(moment - 1 < other for other in self.moments) <= self.per_second:
            return None
        self.limited += 1
        return error(1124, "QPS limit")

    def _first(self) -> Answer | None:
        return self.before.popleft() if self.before else None

    def _answer(self, name: str, fields: dict[str, Any]) -> Answer:
        allowed = {"check": CHECK_FIELDS, "usage": {"api_key"}}.get(name, UPLOAD_FIELDS | {"name"})
        if set(fields) - allowed or (name == "check" and "task_id" not in fields):
            return error(1105, f"parameters: {sorted(fields)}")
        if fields.get("api_key", [""]) != [self.key]:
            return error(1107, f"wrong key {fields.get('api_key')}")
        return getattr(self, f"_{name}")(fields)

    def _check(self, fields: dict[str, Any]) -> Answer:
        task_id = fields["task_id"][0]
        if task_id not in self.answers:
            return error(1133, "no such task")
        answers = self.answers[task_id]
        self.checks[task_id] += 1
        if callable(answers):
            return answers(task_id)
        return answers[min(self.checks[task_id], len(answers)) - 1]

    def _submit(self, fields: dict[str, Any]) -> Answer:
        for name in ("element_formats", "feature_config"):
            for value in fields.get(name, ()):
                json.loads(value)
        self.made += 1
        task_id = f"task-{self.made}"
        self.answers[task_id] = [status("QUEUING", task_id), succeeded(task_id, self.result)]
        return answer({"code": 0, "message": "", "data": {"task_id": task_id, "status": "QUEUING"}})

    def _sync(self, fields: dict[str, Any]) -> Answer:
        outputs = {"json": self.result or RESULT, "markdown": "one\n\ntwo"}
        data = {"task_id": "x", "metadata": {"page_num": 2, "file_type": ".pdf"}, "result": {"outputs": outputs}}
        return answer({"code": 0, "message": "", "data": data})

    def _usage(self, fields: dict[str, Any]) -> Answer:
        pages = {"remaining_paid_pages": 12, "remaining_free_pages_today": 3, "remaining_free_pages_this_month": 40}
        return answer({"code": 0, "message": "", "data": pages})

    async def _serve_file(self, request: Request) -> "_Asgi":
        name = request.path_params["name"]
        self.asked.append((request.url.path, dict(request.headers)))
        return _Asgi(self.files.get(name, Answer(b"gone", 403)))


class _Asgi:
    """Sends an answer as it is, even half of it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        await asyncio.sleep(self.answer.delay)
        body = self.answer.body
        headers = {"content-length": str(len(body)), **self.answer.headers}
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": self.answer.status, "headers": pairs})
        if self.answer.drip:
            for byte in body:
                await send({"type": "http.response.body", "body": bytes([byte]), "more_body": True})
                await asyncio.sleep(self.answer.drip)
            body = b""
        await send({"type": "http.response.body", "body": body[: len(body) // 2] if self.answer.cut else body})
