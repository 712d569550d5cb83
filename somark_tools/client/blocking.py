"""The client that blocks: requests out, replies in, one at a time."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from pydantic import SecretStr

from somark_tools.client.calls import Upload
from somark_tools.client.flows import Flows
from somark_tools.client.options import ParseOptions
from somark_tools.client.polling import POLL, Outcome, Polling
from somark_tools.client.replies import ParsedResult, Usage
from somark_tools.client.settings import ClientSettings
from somark_tools.client.transports import BlockingTransport, each, ran
from somark_tools.wire import TaskReply


class Client:
    """Speaks with SoMark. Close it after use, or use it in a `with` statement; threads may share it.

    `api_key` and `base_url` as in `settings.access`: without them the environment and the official SDK's config file
    are asked. Whatever the service answers, what is raised is a SomarkError; the key is in no error, log or repr.
    """

    def __init__(
        self,
        api_key: str | SecretStr | None = None,
        *,
        base_url: str | None = None,
        settings: ClientSettings = ClientSettings(),  # noqa: B008  (frozen)
    ) -> None:
        self._flows = Flows.opened(api_key, base_url, settings, BlockingTransport)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self._flows.access.base_url!r})"

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        ran(self._flows.transport.close())

    def check(self, task_id: str) -> TaskReply:
        """Return what the service says about a task now: its status, and its result once it has succeeded."""
        return ran(self._flows.check(task_id))

    def iter_status(
        self, task_id: str, *, poll: tuple[float, float] = POLL, timeout: float | None = None
    ) -> Iterator[TaskReply]:
        """Yield the reply of each check, up to the one in which the task has succeeded or failed.

        Between two checks is a random time between the two seconds of `poll`. Raises WaitTimeoutError after `timeout`.
        """
        return each(self._flows.iter_status(task_id, Polling.starting(poll, timeout)))

    def wait(
        self,
        task_id: str,
        *,
        poll: tuple[float, float] = POLL,
        timeout: float | None = None,
        on_update: Callable[[TaskReply], object] | None = None,
    ) -> ParsedResult:
        """Return the result of a task as soon as it is there; `on_update` gets every reply until then.

        Raises ParseFailedError when the task fails, WaitTimeoutError after `timeout` seconds; or, if the service could
        not be asked then, its last error.
        """
        return ran(self._flows.wait(task_id, Polling.starting(poll, timeout), on_update))

    def wait_many(
        self, task_ids: Iterable[str], *, poll: tuple[float, float] = POLL, timeout: float | None = None
    ) -> Iterator[Outcome]:
        """Yield how each task ended, as they end; a task that fails does not stop the others.

        Requests are made one after the other: for many large results at once, see `AsyncClient`.
        """
        return each(self._flows.wait_in_turn(task_ids, Polling.starting(poll, timeout)))

    def submit(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> str:  # noqa: B008
        """Return the id of a task that parses the file. Raises TooLargeError, without sending it, above the limits.

        A longer PDF goes in parts: `upload_parts` yields them, and `join_results` makes one result of theirs.
        """
        return ran(self._flows.submit(file, options))

    def parse(self, file: str | Path | Upload, options: ParseOptions = ParseOptions()) -> ParsedResult:  # noqa: B008
        """Return the result of parsing the file, in one request; of a PDF above 300 pages in one for each 300."""
        return ran(self._flows.parse(file, options))

    def usage(self) -> Usage:
        """Return how many pages are left."""
        return ran(self._flows.usage())
