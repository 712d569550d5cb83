"""SoMark's API: a task id or a file → a result. Needs the extra `client` (httpx2, tenacity)."""

try:
    import httpx2 as _httpx2  # noqa: F401
    import tenacity as _tenacity  # noqa: F401
except ImportError as error:
    raise ImportError("the client needs httpx2 and tenacity: pip install 'somark-tools[client]'") from error

from somark_tools.client.assets import Downloads, download_assets, with_local_images
from somark_tools.client.blocking import Client
from somark_tools.client.calls import Upload
from somark_tools.client.concurrent import AsyncClient
from somark_tools.client.downloads import DownloadLimits
from somark_tools.client.joining import join_results
from somark_tools.client.options import ElementFormats, FeatureConfig, ParseOptions
from somark_tools.client.polling import Outcome
from somark_tools.client.replies import ParsedResult, Usage
from somark_tools.client.settings import ClientSettings, Retries
from somark_tools.client.uploads import upload_parts

__all__ = [
    "AsyncClient", "Client", "ClientSettings", "DownloadLimits", "Downloads", "ElementFormats", "FeatureConfig",
    "Outcome", "ParseOptions", "ParsedResult", "Retries", "Upload", "Usage", "download_assets", "join_results",
    "upload_parts", "with_local_images",
]  # fmt: skip
