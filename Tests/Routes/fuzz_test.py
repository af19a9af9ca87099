"""Sends mutated requests to a running server: python fuzz_test.py ADDRESS [SECONDS [SEED]].

Every request must be answered by a whole HTTP response without an error of the server, or be refused by closing the
connection if it is not HTTP. An error must tell its code. Prints the seed and the numbers of requests by status.
"""

import collections
import http.client
import json
import random
import sys
import time
import urllib.parse

TARGETS = [
    "/ngrams/json?content=aardvark,apple&corpus=en-2012&year_start=2006&smoothing=0",
    "/ngrams/json?content=(apple+%2B+the)%2F2,[and/or]:eng_2009&case_insensitive=on",
    "/ngrams/graph?content=*_NOUN+of,book_INF&corpus=15&expansions=3&unit=million",
    "/ngrams/?content=the",
    "/ngrams/interactive_chart?content=the&year_end=2000",
    "/ngrams/data.csv?content=the",
    "/ngrams/chart.svg?content=the,and",
    "/api/frequency?query=aardvark,zyzzyva&corpus=eng-2012&from=2007",
    "/api/total?ngram=the&ngram=apple&corpus=all&from=1990&to=2000",
    "/api/years?ngram=the&corpus=eng-2009",
    "/api/top?limit=5&year=1990&tags=only&order=2&prefix=t",
    "/api/search?pattern=t*&syntax=words&ignore-case=true&merge-case=true",
    "/api/search?pattern=(a%7Cb)%5Ba-z%5D%7B2,3%7D&syntax=regex",
    "/api/search?pattern=theater&syntax=fuzzy&edits=2&by=volume",
    "/api/corpora",
    "/api/health",
    "/api/openapi.json",
    "/eng-2012/search?query=the+*&flags=cr+ep&limit=2&start=2",
    '/eng-2012/search?query=un~+/+"a+b"+**&flags=csri',
    "/eng-2012/info",
    "/eng/total_counts",
    "/eng-2012/6170706c65000000f2635c42cc892b8d",
    "/assets/page.css",
    "/metrics",
]
PIECES = ["%00", "%ff", "%C3%9F", "%", "%2", "..", "/", "//", "?", "&", "=", "+", "*", "**", "%20", "%0A", "(", ")"]
PIECES += ["[", "]", ":", "~", '"', "\\", "é", "_NOUN", "_INF", "<script>", "-1", "0", "1e400", "nan", "%F0%9F%98%80"]
PIECES += ["9223372036854775808", "corpus=", "&content=", "&query=", "&pattern="]
PIECES += ["(" * 200, "a" * 3000, "*_" * 50, "(a*)*" * 20, ".{1,9}" * 9]
BODIES = [
    '{"queries": ["the", "apple *"], "flags": "cr"}',
    '{"queries": []}',
    "content=the&corpus=15",
    "query=the",
]
ALLOWED = {200, 204, 302, 304, 400, 403, 404, 405, 408, 413, 414, 415, 431, 501, 503, 505}


def mutated(text, chance):
    """Return the text with a few random changes."""
    for _ in range(chance.choice([0, 1, 1, 2, 3, 8])):
        place = chance.randrange(len(text) + 1)
        match chance.randrange(5):
            case 0:
                text = text[:place] + chance.choice(PIECES) + text[place:]
            case 1:
                text = text[:place] + text[place + chance.randrange(1, 9) :]
            case 2:
                text = text[:place] + chr(chance.randrange(33, 127)) + text[place + 1 :]
            case 3:
                other = chance.choice(TARGETS)
                text = text[:place] + other[chance.randrange(len(other)) :]
            case 4:
                text = text[:place] + urllib.parse.quote(bytes(chance.randrange(256) for _ in range(3))) + text[place:]
    return text


def request(host, chance):
    """Return the bytes of a request, and its method."""
    target = mutated(chance.choice(TARGETS), chance)
    method = chance.choice(["GET"] * 8 + ["HEAD", "POST", "OPTIONS", "PUT", "BREW"])
    body = mutated(chance.choice(BODIES), chance).encode() if method in ("POST", "PUT") else b""
    kind = chance.choice(["application/json", "application/x-www-form-urlencoded", "text/plain", ""])
    if method == "POST" and chance.random() < 0.5:
        target = chance.choice(["/eng-2012/batch", "/api/frequency", "/ngrams/json"])
    headers = f"Host: {host}\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
    if chance.random() < 0.1:
        headers += mutated("Accept-Encoding: gzip;q=0.5", chance) + "\r\n"
    whole = f"{method} {target} HTTP/1.1\r\n{headers}\r\n".encode() + body
    return whole, method


def main():
    """Send requests until the time is over."""
    address = urllib.parse.urlsplit(sys.argv[1])
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    chance = random.Random(seed)
    counts = collections.Counter()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        whole, method = request(address.netloc, chance)
        connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
        connection.connect()
        connection.sock.sendall(whole)
        response = http.client.HTTPResponse(connection.sock, method=method)
        try:
            response.begin()
            body = response.read()
        except (http.client.BadStatusLine, http.client.IncompleteRead, ConnectionResetError):
            # What is not HTTP may end the connection.
            counts["closed"] += 1
            continue
        except TimeoutError:
            sys.exit(f"no answer within 30 s to {whole!r}")
        finally:
            connection.close()
        counts[response.status] += 1
        assert response.status in ALLOWED, (response.status, whole, body)
        if response.status >= 400 and body and response.headers.get_content_type() == "application/json":
            assert json.loads(body)["error"]["code"], (whole, body)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=30)
    connection.request("GET", "/api/health")
    assert connection.getresponse().status == 200
    requests = sum(counts.values())
    assert counts[200] > requests / 20, counts
    assert counts["closed"] < requests / 10, counts
    print(
        f"routes: seed {seed}, {requests} requests;", ", ".join(f"{k}: {v}" for k, v in sorted(counts.items(), key=str))
    )


main()
