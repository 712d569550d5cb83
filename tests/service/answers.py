"""What the played service may answer: replies as documented, and replies as no one wants them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema

from service.contract import CHECK_REPLY

RESULT: dict[str, Any] = {
    "pages": [
        {
            "page_num": number,
            "page_size": {"w": 840, "h": 1190},
            "blocks": [{"idx": 0, "type": "text", "bbox": [80, 100, 760, 140], "content": content, "captions": []}],
        }
        for number, content in enumerate(("one", "two"))
    ]
}


@dataclass(frozen=True)
class Answer:
    """A reply: `cut` sends half of the body that is announced, `delay` waits before it, `drip` between its bytes."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    cut: bool = False
    delay: float = 0.0
    drip: float = 0.0


def answer(body: object, **how: Any) -> Answer:
    """Return a JSON reply; the replies of the service itself are checked against the contract."""
    jsonschema.validate(body, CHECK_REPLY)
    return Answer(json.dumps(body, ensure_ascii=False).encode(), **how)


def error(code: int, message: str = "没有", **how: Any) -> Answer:
    return answer({"code": code, "message": message}, **how)


def status(name: str, task_id: str, result: object = None, **outputs: str) -> Answer:
    """Return the reply to a check; with a result if the task has one."""
    held = {"file_name": "report.pdf", "outputs": {"json": result, **outputs}} if result is not None else None
    data = {"record_id": 7, "task_id": task_id, "status": name, "file_name": "report.pdf"}
    metadata = {"page_num": 2, "file_type": ".pdf"}
    return answer({"code": 0, "message": "查询成功", "data": {**data, "metadata": metadata, "result": held}})


def succeeded(task_id: str, result: object = None, **outputs: str) -> Answer:
    return status("SUCCESS", task_id, RESULT if result is None else result, **outputs)


def html(text: str, status: int = 200) -> Answer:
    return Answer(text.encode(), status, {"content-type": "text/html"})
