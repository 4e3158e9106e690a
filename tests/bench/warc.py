"""Measure a large WARC: peak memory, megabytes a second, articles a second.

    python tests/bench/warc.py --run [--megabytes 2000] [--packed] [--page text|html]

Makes the archive by code and reads it through a pipe, so nothing is written. Without `--run` it
does nothing, for a run takes a minute or two. Prints one JSON line.
"""

import argparse
import functools
import gzip
import itertools
import json
import os
import random
import resource
import time
from collections.abc import Iterator

from worker.core.article import Article
from worker.core.parse import Limits, parse

WORDS = [
    "the",
    "harbour",
    "board",
    "said",
    "on",
    "that",
    "it",
    "would",
    "rebuild",
    "its",
    "pier",
    "council",
    "river",
    "bridge",
    "budget",
    "market",
    "strike",
    "court",
]
IMAGE_BYTES = (250_000, 350_000)
PAGE_BYTES = 40_000


def record(kind: str, uri: str, block: bytes, media_type: str) -> bytes:
    """One WARC record."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\n"
        f"WARC-Date: 2026-01-02T03:04:05Z\r\nContent-Type: {media_type}\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(body: bytes, media_type: str) -> bytes:
    """A web server's answer."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {media_type}\r\n\r\n".encode() + body


def page(pick: random.Random, form: str) -> bytes:
    """An article of made-up sentences with as much around it as pages have."""
    paragraphs = [" ".join(pick.choices(WORDS, k=40)).capitalize() + "." for _ in range(12)]
    if form == "text":
        return "\n\n".join(paragraphs).encode()
    inside = "".join(f"<p>{each}</p>" for each in paragraphs)
    style = "<style>" + ".a{color:#123456}" * (PAGE_BYTES // 17) + "</style>"
    return f"<html><head><title>A story</title>{style}</head><body><article><h1>Pier to be rebuilt</h1>{inside}</article></body></html>".encode()


def records(size: int, form: str, *, packed: bool) -> Iterator[bytes]:
    """An archive of about `size` bytes: a page, its request and two images in turn."""
    pick = random.Random(1)
    pack = functools.partial(gzip.compress, compresslevel=1) if packed else bytes
    images = [
        pack(
            record("resource", f"https://news.example/{n}.jpg", pick.randbytes(size), "image/jpeg")
        )
        for n, size in enumerate(IMAGE_BYTES)
    ]
    made = 0
    for number in itertools.count():
        if made >= size:
            return
        uri = f"https://news.example/{number}"
        media_type = "text/plain" if form == "text" else "text/html"
        request = b"GET / HTTP/1.1\r\n\r\n"
        told = record(
            "response",
            uri,
            answer(page(pick, form), media_type),
            "application/http; msgtype=response",
        )
        asked = record("request", uri, request, "application/http; msgtype=request")
        for chunk in (pack(told), pack(asked), *images):
            made += len(chunk)
            yield chunk


def main() -> None:
    """Make, read, measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--run", action="store_true")
    parser.add_argument("--megabytes", type=int, default=2000)
    parser.add_argument("--packed", action="store_true")
    parser.add_argument("--page", choices=("text", "html"), default="text")
    told = parser.parse_args()
    if not told.run:
        parser.error("takes a while; say --run")
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            for chunk in records(told.megabytes * 1_000_000, told.page, packed=told.packed):
                pipe.write(chunk)
        os._exit(0)
    os.close(writing)
    articles = rejected = 0
    started, cpu = time.perf_counter(), time.process_time()
    with os.fdopen(reading, "rb", buffering=1 << 16) as pipe:
        for found in parse(pipe, Limits(text_bytes=20_000_000)):
            articles += isinstance(found, Article)
            rejected += not isinstance(found, Article)
    seconds = time.perf_counter() - started
    os.waitpid(child, 0)
    print(
        json.dumps(
            {
                "megabytes": told.megabytes,
                "packed": told.packed,
                "page": told.page,
                "articles": articles,
                "rejected": rejected,
                "peak_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
                "seconds": round(seconds, 1),
                "cpu_seconds": round(time.process_time() - cpu, 1),
                "megabytes_a_cpu_second": round(told.megabytes / (time.process_time() - cpu)),
            }
        )
    )


if __name__ == "__main__":
    main()
