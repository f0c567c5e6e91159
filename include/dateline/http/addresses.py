"""Which addresses may be asked: absolute http(s) ones, on hosts of the public internet.

A host is looked at twice: as it is written, which settles literal addresses in all the forms that
the system's library takes (`2130706433`, `0x7f.1`, `010.0.0.1`), and after its name was resolved.
The connection goes to the very address that was looked at.
"""

import asyncio
import ipaddress
import socket
from concurrent.futures import Executor
from functools import partial

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from dateline.errors import RecordError
from dateline.outcomes import Outcome

_NAME_LIMIT = 253  # characters of a host name (RFC 1035, section 2.3.4, without the root)
_LABEL_LIMIT = 63
_CONFIGURED = socket.AI_ADDRCONFIG  # no IPv6 addresses where there is no IPv6
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # all that IANA hands out of IPv6
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # of protocols (RFC 6890, section 2.2.2)
        "192.88.99.0/24",  # relays of 6to4, deprecated (RFC 7526)
        "168.63.129.16/32",  # the host of an Azure machine (Microsoft Learn, "What is IP address
        # 168.63.129.16?")
    )
)
"""Networks that `ipaddress` takes for global, in some or all versions of Python."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address


def http_url(url: str) -> URL:
    """Parse an absolute http(s) address.

    Raises:
        RecordError: it is not one.
    """
    try:
        parsed = URL(url.strip())
        usable = parsed.scheme in ("http", "https") and parsed.host and parsed.port
        if usable and _is_host(parsed.raw_host or ""):
            return parsed
    except ValueError as error:
        raise RecordError(Outcome.BAD_URL, f"not a valid address: {error}") from error
    raise RecordError(Outcome.BAD_URL, "not an absolute http(s) address")


def is_public(host: str) -> bool:
    """Whether a host is a name, or an IP address of the public internet.

    Addresses that carry an IPv4 address inside IPv6 count as that one. Of the others, only global
    unicast is public: not what is reserved, local to a site, or deprecated.
    """
    address = _literal(host)
    if address is None:
        return True  # a name; its addresses are looked at when it is resolved
    if isinstance(address, ipaddress.IPv6Address):
        inner = _inner(address)
        if inner is None:
            return address in _GLOBAL_UNICAST and address.is_global
        address = inner
    special = address.is_multicast or any(address in network for network in _NOT_PUBLIC)
    return address.is_global and not special


def require_public(url: URL, allow_hosts: frozenset[str]) -> None:
    """Raise `bad_url` for an address on a host that may not be asked, as far as its text shows."""
    host = url.host or ""
    if host not in allow_hosts and not is_public(host):
        raise _forbidden(host)


class GuardedResolver(AbstractResolver):
    """Resolves names, and leaves out addresses that are not on the public internet.

    Args:
        allow_hosts: names that may have other addresses.
        threads: where the system is asked. Those of the event loop are few, and names that
            nobody answers for would hold up all others.
    """

    def __init__(self, allow_hosts: frozenset[str], threads: Executor) -> None:
        self._allow_hosts = allow_hosts
        self._threads = threads

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Addresses of `host`.

        Raises:
            RecordError: it has none that is public, and the source does not name it.
        """
        ask = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, 0, _CONFIGURED)
        answers = await asyncio.get_running_loop().run_in_executor(self._threads, ask)
        found = [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=version,
                proto=protocol,
                flags=_NUMERIC,
            )
            for version, _, protocol, _, address in answers
        ]
        if host in self._allow_hosts:
            return found
        public = [entry for entry in found if is_public(entry["host"])]
        if not public:
            raise _forbidden(host)
        return public

    async def close(self) -> None:
        """Nothing is held: the threads are the caller's."""


def is_unknown_name(error: Exception) -> bool:
    """Whether the name service knows that there is no such host; other faults may pass."""
    return (
        isinstance(error, aiohttp.ClientConnectorDNSError)
        and error.os_error.errno == socket.EAI_NONAME
    )


def _is_host(name: str) -> bool:
    """Whether a host has the form of a name, or of an address."""
    labels = name.removesuffix(".").split(".")
    return len(name) <= _NAME_LIMIT and all(0 < len(one) <= _LABEL_LIMIT for one in labels)


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The IP address that a host is, in any notation that would be connected to as one."""
    plain = host.partition("%")[0].rstrip(".")
    try:
        return ipaddress.ip_address(plain)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(plain))
    except (OSError, ValueError):
        return None


def _inner(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that traffic to an IPv6 address ends at, as far as its form shows."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _forbidden(host: str) -> RecordError:
    return RecordError(
        Outcome.BAD_URL,
        f"{host} is not a public address; name it in the source's allow_hosts if it is meant",
    )
