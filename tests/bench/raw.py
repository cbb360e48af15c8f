"""The floor: the same clicks and the same pictures, with Playwright alone and nothing kept but the pictures."""

import json
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright


def objection(page: Page, address: str, decline: str, submit: str, done: str, pictures: Path) -> None:
    """Open, decline the dialog if it is there, look at the e-mail field, send, wait for the word."""
    page.goto(address, wait_until="domcontentloaded")
    field = page.locator("main input[type=email], [role=main] input[type=email], form input[type=email]").last
    refuse = page.get_by_role("dialog").get_by_role("button", name=decline).last
    field.or_(refuse).first.wait_for()
    if refuse.is_visible():
        refuse.click()
    field.wait_for()
    for n in range(1, 5):  # opened, two questions that are not asked, the e-mail looked at: one picture each
        page.screenshot(path=pictures / f"{n}.jpg", type="jpeg", quality=60)
    page.screenshot(path=pictures / "5.png", full_page=True)
    page.get_by_role("button", name=submit).last.click()
    page.get_by_text(done).first.wait_for()
    page.screenshot(path=pictures / "6.png", full_page=True)


def main() -> None:
    """Read the errand from a file, do it, say nothing."""
    errand: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=errand["browser"], args=errand["arguments"], chromium_sandbox=errand["sandbox"]
        )
        for n, account in enumerate(errand["accounts"]):
            pictures = Path(errand["pictures"]) / str(n)
            pictures.mkdir(parents=True)
            context = browser.new_context(
                locale="en-IE", viewport={"width": 1280, "height": 900}, storage_state=account["session"],
                service_workers="block",
            )  # fmt: skip
            objection(
                context.new_page(), account["address"], errand["decline"], errand["submit"], errand["done"], pictures
            )
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
