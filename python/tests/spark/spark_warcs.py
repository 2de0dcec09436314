"""A small web archive of pages of our own."""

from __future__ import annotations

import gzip

PAGES = [
    (
        "https://example.org/2024/03/06/envoy",
        "Kenya recalls envoy",
        [
            "Kenya recalled its ambassador from Mogadishu on Monday, the foreign ministry said.",
            "Somalia called the step regrettable and asked Kenya to return its envoy soon.",
            "Officials of both countries will meet in Addis Ababa next week to discuss the border.",
        ],
    ),
    (
        "https://example.org/2024/03/07/talks",
        "Ministers meet in Addis Ababa",
        [
            "The foreign ministers of Kenya and Somalia met in Addis Ababa on Wednesday.",
            "They agreed to reopen the border crossing at Mandera, a joint statement said.",
            "Ethiopia praised both governments for the agreement and offered to send observers.",
        ],
    ),
]


def archive() -> bytes:
    """The archive, each record a member of gzip."""
    members = [_record("warcinfo", None, "application/warc-fields", b"software: none\r\n")]
    for url, title, paragraphs in PAGES:
        body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
        page = (
            f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
            f"<body><article><h1>{title}</h1>{body}</article></body></html>"
        ).encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        members.append(_record("response", url, "application/http; msgtype=response", http))
    return b"".join(gzip.compress(member) for member in members)


def _record(kind: str, url: str | None, content: str, block: bytes) -> bytes:
    head = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Date: 2024-03-07T08:00:00Z",
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>",
        f"Content-Type: {content}",
        f"Content-Length: {len(block)}",
    ]
    if url:
        head.insert(2, f"WARC-Target-URI: {url}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"
