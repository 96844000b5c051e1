"""Addresses that must never be reached, and a server that notices when one is."""

import socket
import threading

HOSTILE = [
    # loopback and nobody, in every spelling that some resolver reads
    "https://127.0.0.1/v1",
    "https://127.0.0.1:8443/v1",
    "https://127.1/v1",
    "https://127.0.1/v1",
    "https://2130706433/v1",
    "https://0x7f000001/v1",
    "https://0x7f.0.0.1/v1",
    "https://0177.0.0.1/v1",
    "https://017700000001/v1",
    "https://127.0.0.1./v1",
    "https://0/v1",
    "https://0.0.0.0/v1",
    "https://127.127.127.127/v1",
    "https://[::1]/v1",
    "https://[::]/v1",
    "https://[0:0:0:0:0:0:0:1]/v1",
    "https://[::ffff:127.0.0.1]/v1",
    "https://[::ffff:7f00:1]/v1",
    "https://[::127.0.0.1]/v1",
    "https://[64:ff9b::7f00:1]/v1",
    "https://[64:ff9b:1::a00:1]/v1",
    "https://[2002:7f00:1::]/v1",
    "https://[2001:0:7f00:1::]/v1",
    "https://localhost/v1",
    "https://LOCALHOST/v1",
    "https://localhost./v1",
    "https://api.localhost/v1",
    # private networks
    "https://10.0.0.1/v1",
    "https://10.255.255.255/v1",
    "https://172.16.0.1/v1",
    "https://172.31.255.254/v1",
    "https://192.168.1.1/v1",
    "https://100.64.0.1/v1",
    "https://198.18.0.1/v1",
    "https://192.0.0.8/v1",
    "https://192.88.99.1/v1",
    "https://240.0.0.1/v1",
    "https://255.255.255.255/v1",
    "https://224.0.0.1/v1",
    "https://[fd00::1]/v1",
    "https://[fc00::1]/v1",
    "https://[fe80::1]/v1",
    "https://[fe80::1%25eth0]/v1",
    "https://[fec0::1]/v1",
    "https://[ff02::1]/v1",
    "https://[::ffff:10.0.0.1]/v1",
    "https://[2001:db8::1]/v1",
    # metadata of clouds
    "https://169.254.169.254/latest/meta-data",
    "https://[::ffff:169.254.169.254]/v1",
    "https://[fd00:ec2::254]/v1",
    "https://0xa9fea9fe/v1",
    "https://2852039166/v1",
    "https://168.63.129.16/v1",
    "https://100.100.100.200/v1",
    "https://metadata.google.internal/v1",
    # names of local networks
    "https://printer.local/v1",
    "https://intranet/v1",
    "https://router.internal/v1",
    "https://1.0.0.127.in-addr.arpa/v1",
    # other schemes and forms
    "http://example.com/v1",
    "ftp://example.com/v1",
    "file:///etc/passwd",
    "gopher://example.com/v1",
    "https:///v1",
    "https://user:pass@example.com/v1",
    "https://example.com@127.0.0.1/v1",
    "https://example.com\\@127.0.0.1/v1",
    "https://example.com#@127.0.0.1/v1",
    "https://example.com/v1?next=https://127.0.0.1",
    "https://127.0.0.1%2f.example.com/v1",
    "https://%31%32%37.0.0.1/v1",
    "https://exa mple.com/v1",
    "https://example.com\r\nHost: 127.0.0.1/v1",
    "https://\u2460\u2461\u2466.0.0.1/v1",
    "https://127\u30020\u30020\u30021/v1",
    "https://example.com:99999/v1",
    "https://" + "a" * 300 + ".com/v1",
    "",
]


class Canary:
    """A listener on loopback that nobody may reach."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.connections = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()
