"""Start the demo teacher: `python -m delegation.embedded.demo_teacher --port 8003`."""

import argparse
import contextlib

from delegation.embedded.demo_teacher.server import make_server


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="demo_teacher", description="A scripted teacher that speaks the OpenAI chat protocol."
    )
    parser.add_argument("--port", type=int, default=8003)
    parser.add_argument("--pace", type=float, default=1.0, help="1 like a model, 0 without waiting")
    options = parser.parse_args()
    server = make_server(options.port, pace=options.pace)
    print(f"demo teacher ready http://127.0.0.1:{server.server_port}/v1", flush=True)  # noqa: T201 - for the process that started it
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()


if __name__ == "__main__":
    main()
