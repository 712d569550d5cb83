"""A Document and its assets → the viewer served on 127.0.0.1, with page pictures on demand and marks saved to a file.

Nobody else gets in: the address holds a random token, other host names are refused (a web page could make its own name
mean 127.0.0.1), and marks are taken from the page's own origin alone. Needs the extra `view`.
"""

import secrets
import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from somark_tools.assets.backgrounds import Backgrounds
from somark_tools.assets.beside import Assets
from somark_tools.document import Document
from somark_tools.errors import FormatError, OutputError
from somark_tools.render.overlay.scene import Scene
from somark_tools.viewer.build import every_scene, viewer_page
from somark_tools.viewer.files import policy
from somark_tools.viewer.pictures import SENT, page_picture
from somark_tools.viewer.review import Review, load_review, parsed_review

HOST = "127.0.0.1"
_MOST_BYTES = 1 << 20  # of marks sent at once
_HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": f"{policy(served=True)}; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)

Write = Callable[[Path, bytes], None]


@dataclass
class Desk:
    """What one server works on: the scenes, page and open pictures, and the review with the file that it is kept in."""

    drawn: Sequence[Scene]
    page: str
    backgrounds: Backgrounds
    file: Path
    write: Write  # a file as a whole, or not at all
    review: Review
    lock: threading.Lock = field(default_factory=threading.Lock)

    def picture(self, position: int) -> bytes:
        """Return the picture of a page, or b"" where there is none."""
        if position >= len(self.drawn):
            return b""
        with self.lock:
            return page_picture(self.drawn[position], self.backgrounds, SENT)

    def take(self, changed: Review) -> None:
        """Keep the marks, in the file too."""
        with self.lock:
            review = self.review.with_marks(changed)
            self.write(self.file, review.to_json().encode())
            self.review = review


def desk(document: Document, assets: Assets, review: Path, *, write: Write, lang: str | None = None) -> Desk:
    """Return a desk for the document; marks that `review` holds are taken up. Raises SomarkError as its readers do."""
    kept = load_review(review) if review.exists() else Review()
    backgrounds = Backgrounds(assets)
    pictures = ["here" if backgrounds.has(position) else "" for position in range(len(document.pages))]
    drawn = every_scene(document)
    page = viewer_page(document, drawn, assets, lang, pictures=pictures, served=True)
    return Desk(drawn, page, backgrounds, review, write, kept)


def application(at: Desk, token: str) -> Starlette:
    """Return the application; everything lies below `/TOKEN/`."""

    def page(request: Request) -> Response:
        return HTMLResponse(at.page, headers=_HEADERS)

    def picture(request: Request) -> Response:
        try:
            found = at.picture(request.path_params["position"])
        except OutputError as error:
            return PlainTextResponse(str(error), 500, headers=_HEADERS)
        return Response(found, 200 if found else 404, headers=_HEADERS, media_type="image/jpeg")

    def review(request: Request) -> Response:
        return Response(at.review.to_json(), headers=_HEADERS, media_type="application/json")

    async def take(request: Request) -> Response:
        if not _own(request):
            return PlainTextResponse("marks come from the page itself", 403, headers=_HEADERS)
        content = b""
        async for chunk in request.stream():
            content += chunk
            if len(content) > _MOST_BYTES:
                return PlainTextResponse("too much at once", 413, headers=_HEADERS)
        try:
            await run_in_threadpool(at.take, parsed_review(content, "marks"))
        except FormatError as error:
            return PlainTextResponse(str(error), 400, headers=_HEADERS)
        except OutputError as error:
            return PlainTextResponse(str(error), 500, headers=_HEADERS)
        return Response(status_code=204, headers=_HEADERS)

    routes = [
        Route(f"/{token}/", page),
        Route(f"/{token}/page/{{position:int}}", picture),
        Route(f"/{token}/review", review),
        Route(f"/{token}/review", take, methods=["POST"]),
    ]
    return Starlette(routes=routes, middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[HOST, "localhost"])])


def _own(request: Request) -> bool:
    """Return whether the page itself asks: its origin, and a type of content that no form of another page can send."""
    headers: Mapping[str, str] = request.headers
    own = f"http://{headers.get('host', '')}"
    return headers.get("origin") == own and headers.get("content-type", "").partition(";")[0] == "application/json"


def serve(at: Desk, *, port: int = 0, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; `ready` is called with the address once it can be opened. Port 0 is any free one.

    Raises OutputError if the port is taken.
    """
    token = secrets.token_urlsafe(16)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, port))
        listener.listen()  # whoever is told the address may ask at once
    except OSError as error:
        listener.close()
        raise OutputError(f"port {port} can't be used: {error.strerror or error}", place=HOST) from error
    options: dict[str, Any] = {"log_level": "error", "access_log": False, "server_header": False, "lifespan": "off"}
    with at.backgrounds, listener, suppress(KeyboardInterrupt):  # from the first moment that a person can end it
        ready(f"http://{HOST}:{listener.getsockname()[1]}/{token}/")
        uvicorn.Server(uvicorn.Config(application(at, token), **options)).run(sockets=[listener])
