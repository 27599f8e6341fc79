#!/usr/bin/env python3
"""Looks at the pages that the command writes, in headless Chromium: scripts/pages.py COMMAND [FOLDER]

Reports, descriptions, a worked example and the playground, at 390, 800 and 1400 pixels, light and dark: nothing is
wider than the page, no text leaves its picture or stands over another. The playground is clicked. Pictures of all pages
are left in FOLDER (.build/pages). Needs chromium and chromium-driver of Debian, nothing else.
"""
import base64
import json
import pathlib
import random
import socket
import subprocess
import sys
import time
import urllib.request

WIDTHS = [390, 800, 1400]

# Texts of a picture that overlap by more than a pixel, or leave it; what makes the page wider than the window.
CHECK = """
const wrong = [], wide = document.documentElement.scrollWidth - window.innerWidth;
if (wide > 0) wrong.push(`the page is ${wide} pixels too wide`);
for (const svg of document.querySelectorAll("svg")) {
  const frame = svg.getBoundingClientRect(), scale = frame.width / (svg.viewBox.baseVal.width || frame.width);
  const isShown = text => text.textContent.trim() && getComputedStyle(text).visibility === "visible";
  const texts = [...svg.querySelectorAll("text")].filter(isShown)
    .map(text => ({words: text.textContent, box: text.getBoundingClientRect()}));
  for (const {words, box} of texts)
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1
        || box.bottom > frame.bottom + 1) wrong.push(`“${words}” leaves its picture`);
  // A line of letters is higher than its letters: a fifth of it above and below may be shared.
  const margin = box => Math.min(box.height, box.width) * 0.2 + scale;
  for (let i = 0; i < texts.length; i++) for (let j = 0; j < i; j++) {
    const [a, b] = [texts[i].box, texts[j].box], least = Math.max(margin(a), margin(b));
    const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (across > least && down > least) wrong.push(`“${texts[i].words}” stands over “${texts[j].words}”`);
  }
}
for (const cell of document.querySelectorAll("td,th")) {
  const range = document.createRange(), letters = cell.textContent.trim();
  range.selectNodeContents(cell);
  const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
  if (letters.length < 12 && !/\\s/.test(letters) && lines.size > 1) wrong.push(`the cell “${letters}” is broken`);
}
return wrong;
"""

class Browser:
    """A session of WebDriver, as the W3C defines it."""

    def __init__(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL)
        self.base = f"http://127.0.0.1:{port}"
        for _ in range(100):
            try:
                self.call("GET", "/status")
                break
            except OSError:
                time.sleep(0.1)
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]}
        session = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
        self.base += f"/session/{session['sessionId']}"

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def protocol(self, command, **parameters):
        return self.call("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def show(self, path, width, scheme):
        self.protocol("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        self.protocol("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.call("POST", "/url", {"url": path.resolve().as_uri()})

    def run(self, script):
        return self.call("POST", "/execute/sync", {"script": script, "args": []})

    def click(self, selector):
        element = self.call("POST", "/element", {"using": "css selector", "value": selector})
        self.call("POST", f"/element/{next(iter(element.values()))}/click", {})

    def picture(self, path):
        size = self.run("return [document.documentElement.scrollWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": min(size[1], 6000), "scale": 1}
        shot = self.protocol("Page.captureScreenshot", captureBeyondViewport=True, clip=clip)
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        self.call("DELETE", "")
        self.driver.terminate()


def hard_table(path):
    """30 classes and columns with names of 40 letters."""
    draw = random.Random(1)
    names = [f"a column whose name has forty letters {i:02}" for i in range(6)]
    lines = [",".join(names + ["class"])]
    for row in range(900):
        k = row % 30
        numbers = [f"{draw.gauss(k % (3 + i), 0.7) * 10 ** (i - 2):.4g}" for i in range(6)]
        lines.append(",".join(numbers + [f"a class with a name of forty letters, {k:02}".replace(",", "")]))
    path.write_text("\n".join(lines) + "\n")


def pages(command, folder):
    def run(*words):
        subprocess.run([command, *map(str, words)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    hard_table(folder / "hard.csv")
    for name, target in [("iris", "species"), ("diabetes", "progression"), ("digits", "digit"), ("hard", "class")]:
        table = folder / f"{name}.csv"
        if name != "hard":
            run("datasets", name, "--output", table)
        run("train", table, "--target", target, "--preset", "fast", "--epochs", 30, "--report", folder / f"{name}.html")
        run("describe", table, "--html", folder / f"{name}-columns.html")
    run("datasets", "moons", "--rows", 300, "--output", folder / "plane.csv")
    run("train", folder / "plane.csv", "--preset", "fast", "--target", "class", "--report", folder / "plane.html")
    run("explain", "--layers", "3,4,3", "--input", "1,-2,0.5", "--target", 2, "--html", folder / "explain.html")
    for language in ["en", "de"]:
        run("playground", "--language", language, "--output", folder / f"playground-{language}.html")
    return sorted(folder.glob("*.html"))


def play(browser, path, faults):
    """Clicks through the playground."""
    def expect(holds, what):
        if not holds:
            faults.append(f"{path.name}: {what}")

    number = lambda name: float(browser.run(f"return document.getElementById('{name}').textContent"))
    browser.show(path, 1400, "light")
    agrees = browser.run("return document.getElementById('agreement').dataset.agrees")
    expect(agrees == "true", "its numbers are not the engine's")
    before = number("training")
    browser.click("#step")
    expect(number("epoch") == 1 and number("training") < before, "a step does not learn")
    browser.click("#run")
    deadline = time.time() + 60
    while number("epoch") < 100 and time.time() < deadline:
        time.sleep(0.2)
    browser.click("#run")
    expect(number("epoch") >= 100 and number("training") < number("risk") + 0.2, "it does not come near the Bayes risk")
    for problem in ["xor", "ring", "spirals"]:
        browser.run(
            f"const p = document.getElementById('problem'); p.value = '{problem}'; p.dispatchEvent(new Event('input'))")
        browser.click("#step")
        expect(number("epoch") == 1, f"{problem} does not begin anew")
    browser.click("#reset")
    expect(number("epoch") == 0, "it does not begin anew")


def sort(browser, path, faults):
    """A click on a head sorts by it."""
    browser.show(path, 1400, "light")
    rows = """
        const head = [...document.querySelectorAll("thead")].shift();
        return [...head.parentNode.tBodies[0].rows].map(row => row.cells[0].textContent);
        """
    before = browser.run(rows)
    browser.click("thead th")
    after = browser.run(rows)
    if sorted(before) != sorted(after) or after == before:
        faults.append(f"{path.name}: a click on a head does not sort")


def main():
    command = pathlib.Path(sys.argv[1]).resolve()
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else ".build/pages")
    folder.mkdir(parents=True, exist_ok=True)
    browser, faults, looked = Browser(), [], 0
    try:
        for path in pages(command, folder):
            for width in WIDTHS:
                for scheme in ["light", "dark"]:
                    browser.show(path, width, scheme)
                    faults += [f"{path.name}, {width} pixels, {scheme}: {fault}" for fault in browser.run(CHECK)]
                    browser.picture(folder / f"{path.stem}-{width}-{scheme}.png")
                    looked += 1
            if path.name.startswith("playground"):
                play(browser, path, faults)
            if path.name == "hard.html":
                sort(browser, path, faults)
    finally:
        browser.close()
    for fault in faults:
        print(fault)
    print(f"{looked} pages looked at, {len(faults)} faults; pictures are in {folder}")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
