"""What may enter the raw zone: the checks between getting a document and writing it."""

from dateline.errors import RecordError
from dateline.http import status_text
from dateline.outcomes import Outcome
from dateline.schemas import Document
from dateline.warc import Capture, Payload, payload_of

PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml"})
"""Media types of articles on the web."""

_FILE_TYPES = frozenset({"text/plain", "application/json"})
_SUCCESS, _PARTIAL, _REDIRECT, _NOT_MODIFIED, _CLIENT_ERROR = 200, 206, 300, 304, 400
_NO_ANSWERS = frozenset({_PARTIAL, _NOT_MODIFIED})  # to a request for a page, unasked
_BLANKS = b" \t\r\n\f\v\0"


def require_article(document: Document, capture: Capture, *, max_body: int) -> None:
    """Look at what came for a document.

    Args:
        document: the document.
        capture: what came.
        max_body: bytes that the decoded body may have.

    Raises:
        RecordError: it is an error, a redirect, empty, oversized, or of a type we do not read.
    """
    payload = payload_of(capture, max_body=max_body)
    if not _SUCCESS <= payload.status < _CLIENT_ERROR or payload.status in _NO_ANSWERS:
        raise RecordError(Outcome.HTTP_ERROR, status_text(payload.status))
    if payload.status >= _REDIRECT:
        target = {name.lower(): value for name, value in payload.headers}.get("location")
        raise RecordError(Outcome.REDIRECT, f"{status_text(payload.status)} to {target}")
    if not payload.body.strip(_BLANKS):
        raise RecordError(Outcome.EMPTY, f"{len(payload.body)} bytes, none of them text")
    if not _is_readable(document, capture, payload):
        reason = f"content type {payload.content_type or 'not given'}"
        raise RecordError(Outcome.UNSUPPORTED_TYPE, reason)


def _is_readable(document: Document, capture: Capture, payload: Payload) -> bool:
    if not payload.content_type:
        return payload.body.lstrip(_BLANKS + b"\xef\xbb\xbf").startswith(b"<")
    is_file = document.kind == "file" or not capture.is_response
    return payload.content_type in (PAGE_TYPES | _FILE_TYPES if is_file else PAGE_TYPES)
