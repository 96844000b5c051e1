"""The stream process with the server options that it needs."""

import argparse

import uvicorn

GRACE_SECONDS = 10  # for streams to end after SIGTERM; they end by themselves within a second


def main() -> None:
    """Serve until a signal."""
    parser = argparse.ArgumentParser(prog="python -m delegation.stream", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    uvicorn.run(
        "delegation.stream.app:application",
        host=arguments.host,
        port=arguments.port,
        lifespan="on",
        ws="none",
        access_log=False,  # addresses carry tokens
        server_header=False,
        log_config=None,  # Django's settings say how to log
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


if __name__ == "__main__":
    main()
