"""Starts the shop: `python -m delegation.embedded.shop --key pk_...`."""

import argparse
import contextlib

from delegation.embedded.shop.server import make_server


def main() -> None:
    parser = argparse.ArgumentParser(prog="shop", description="A shop page with the snippet.")
    parser.add_argument("--port", type=int, default=8002)
    parser.add_argument("--key", required=True, help="the tenant's site key")
    parser.add_argument("--web", default="http://127.0.0.1:8000", help="origin of the web process")
    parser.add_argument("--stream", default="http://127.0.0.1:8001", help="the same of the stream")
    options = parser.parse_args()
    server = make_server(options.port, web=options.web, stream=options.stream, key=options.key)
    print(f"shop ready http://127.0.0.1:{options.port}/shop/", flush=True)  # noqa: T201 - for the process that started it
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
