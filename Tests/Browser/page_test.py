"""Uses the page of `ngrams serve` in Chromium, as its users do.

    page_test.py PROGRAM STORE

PROGRAM is the program and STORE a store of the small sample archives. Needs selenium and axe-selenium-python (PyPI) and
Chromium with its driver (Debian: chromium, chromium-driver). Ends with the number of checks, or an error.
"""

import contextlib
import json
import re
import subprocess
import sys
from pathlib import Path

import axe_selenium_python
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

AXE = Path(axe_selenium_python.__file__).parent / "node_modules/axe-core/axe.min.js"
QUERY = "content=apple%2Cbicycle&year_start=1800&corpus=eng-2012&smoothing=3"
checks = 0


def check(condition: bool, what: str) -> None:
    """Ends the test unless a condition holds."""
    global checks
    checks += 1
    if not condition:
        raise AssertionError(what)


@contextlib.contextmanager
def serve(program: str, store: str):
    """Runs the server; gives its address."""
    command = [program, "serve", "--db", store, "--port", "0", "--log-format", "none"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            yield re.search(r"http://[^/]*", server.stderr.readline()).group()
        finally:
            server.terminate()


@contextlib.contextmanager
def browser(width: int = 1200, height: int = 900, *, dark: bool = False, script: bool = True):
    """Runs Chromium. Requests to other hosts than this one fail, and are recorded."""
    options = webdriver.ChromeOptions()
    for option in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"]:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    if not script:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    try:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
        yield driver
        errors = [entry for entry in driver.get_log("browser") if entry["level"] == "SEVERE"]
        # A wrong query is answered with an error, which the browser logs.
        errors = [entry for entry in errors if "status of 400" not in entry["message"]]
        check(not errors, f"the browser logged {errors}")
        for entry in driver.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                url = message["params"]["request"]["url"]
                check(re.match(r"http://127\.0\.0\.1:|data:|chrome:|about:", url) is not None, f"the page asked {url}")
    finally:
        driver.quit()


def lines(driver) -> list[str]:
    """The names of the lines of the chart that is visible."""
    # In one script, because the page may replace the elements in between.
    charts = driver.execute_script(
        "return [...document.querySelectorAll('#chart .chart')].filter((chart) => chart.offsetWidth > 0)"
        ".map((chart) => [...chart.querySelectorAll('.series')].map((line) => line.dataset.name))"
    )
    check(len(charts) <= 1, f"{len(charts)} charts are visible")
    return charts[0] if charts else []


def wait(driver, condition, what: str) -> None:
    """Waits until a condition holds."""
    WebDriverWait(driver, 20, ignored_exceptions=[StaleElementReferenceException]).until(lambda _: condition(), what)


def accessible(driver, what: str) -> None:
    """Checks the page with axe-core."""
    driver.execute_script(AXE.read_text())
    found = driver.execute_async_script("axe.run().then(arguments[0])")
    problems = [(v["id"], [node["html"][:120] for node in v["nodes"]]) for v in found["violations"]]
    check(not problems, f"axe-core on {what}: {problems}")


def controls(address: str) -> None:
    """Every control, on a wide page."""
    with browser() as driver:
        driver.get(f"{address}/ngrams/")
        accessible(driver, "the empty page")
        box = driver.find_element(By.ID, "content")
        box.send_keys("apple, bicycle", Keys.ENTER)
        wait(driver, lambda: driver.find_elements(By.ID, "chart"), "no chart after Enter")
        check("content=apple%2C+bicycle" in driver.current_url, driver.current_url)

        driver.get(f"{address}/ngrams/graph?{QUERY}")
        check(lines(driver) == ["apple", "bicycle"], str(lines(driver)))
        accessible(driver, "a chart")

        chart = driver.find_element(By.ID, "chart")
        ActionChains(driver).move_to_element_with_offset(chart, 50, 0).perform()
        readout = driver.find_element(By.ID, "readout")
        check(readout.is_displayed() and "apple" in readout.text, "no values under the pointer")
        chart.send_keys(Keys.HOME)
        check(readout.text.startswith("1800"), readout.text)
        chart.send_keys(Keys.ARROW_RIGHT)
        check(readout.text.startswith("1801"), readout.text)
        chart.send_keys(Keys.ESCAPE)
        check(not readout.is_displayed(), "Escape does not hide the values")

        driver.find_element(By.CSS_SELECTOR, ".legend .line").send_keys(Keys.ENTER)
        check(len(driver.find_elements(By.CSS_SELECTOR, ".chart.wide .series.focus")) == 1, "no line has the focus")

        driver.find_element(By.NAME, "case_insensitive").click()
        wait(driver, lambda: lines(driver)[:1] == ["apple (All)"], "the box for any case does nothing")
        driver.find_element(By.CSS_SELECTOR, ".toggle").click()
        wait(driver, lambda: "Apple" in lines(driver), "a sum does not expand")
        driver.back()
        wait(driver, lambda: lines(driver)[:1] == ["apple (All)"], "Back does not collapse the sum")
        driver.back()
        wait(driver, lambda: lines(driver) == ["apple", "bicycle"], "Back does not undo")

        for name, value, expected in [("corpus", "all", 4), ("corpus", "eng-2019", 1)]:
            option = f"select[name={name}] option[value='{value}']"
            driver.find_element(By.CSS_SELECTOR, option).click()
            wait(driver, lambda count=expected: len(lines(driver)) == count, f"{name} {value}: {lines(driver)}")
        driver.find_element(By.CSS_SELECTOR, "select[name=unit] option[value=count]").click()
        wait(driver, lambda: "unit=count" in driver.current_url, "the unit does nothing")
        driver.find_element(By.CSS_SELECTOR, ".numbers summary").click()
        accessible(driver, "the table")

        box = driver.find_element(By.ID, "content")
        box.clear()
        box.send_keys("apple + (", Keys.ENTER)
        wait(driver, lambda: driver.find_elements(By.CSS_SELECTOR, ".failure mark"), "a wrong query has no message")
        accessible(driver, "a wrong query")
        driver.get(f"{address}/ngrams/graph?content=zyzzyva&corpus=eng-2012")
        check("Nothing was found" in driver.find_element(By.ID, "results").text, "no empty state")
        injected = "%5B%3Cscript%3Edocument.title%3D%27attacked%27%3C%2Fscript%3E%5D"
        driver.get(f"{address}/ngrams/graph?content={injected}&corpus=eng-2012")
        check(driver.title != "attacked", "an n-gram runs as a script")
        driver.get(f"{address}/ngrams/interactive_chart?{QUERY}")
        check(lines(driver) == ["apple", "bicycle"], "the bare chart")


def looks(address: str) -> None:
    """Dark pages, phones, and browsers without JavaScript."""
    with browser(dark=True) as driver:
        driver.get(f"{address}/ngrams/graph?{QUERY}&case_insensitive=true")
        page = driver.execute_script("return getComputedStyle(document.documentElement).backgroundColor")
        check(page == "rgb(20, 23, 29)", f"a dark page has the color {page}")
        accessible(driver, "a dark page")
    with browser(390, 800) as driver:
        for path in ["/ngrams/", f"/ngrams/graph?{QUERY}", "/ngrams/graph?content=apple+%2B"]:
            driver.get(address + path)
            width = driver.execute_script("return document.documentElement.scrollWidth")
            check(width <= 390, f"{path} is {width} pixels wide on a phone")
        driver.get(f"{address}/ngrams/graph?{QUERY}")
        check(lines(driver) == ["apple", "bicycle"], "the chart on a phone")
        accessible(driver, "a phone")
    with browser(script=False) as driver:
        driver.get(f"{address}/ngrams/graph?{QUERY}&case_insensitive=true")
        check(lines(driver)[:1] == ["apple (All)"], "no chart without JavaScript")
        driver.find_element(By.CSS_SELECTOR, ".toggle").click()
        check("Apple" in lines(driver), "a sum does not expand without JavaScript")
        driver.find_element(By.ID, "content").submit()
        check(len(lines(driver)) > 1, "the form does nothing without JavaScript")


def main() -> None:
    """Runs all checks."""
    program, store = sys.argv[1:]
    with serve(program, store) as address:
        controls(address)
        looks(address)
    print(f"the page passed {checks} checks in Chromium")


main()
