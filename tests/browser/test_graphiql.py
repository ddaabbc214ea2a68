"""GraphiQL works in a browser that can reach nothing but our own server."""

import json
import re
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.conftest import ColorScheme, Open

ALBUM_QUERY = "query Album($id: ID!) {\n  album(id: $id) {\n    title\n    artist { name }\n  }\n}\n"
ALBUM_TITLE = "For Those About To Rock We Salute You"
ALBUM_LINK = "/graphiql/?" + urlencode({"query": ALBUM_QUERY, "variables": '{"id": "1"}'})


@pytest.mark.parametrize("color_scheme", ["light", "dark"])
def test_linked_query_runs_and_shows_its_result(
    visit: Open, screenshot_path: Path, color_scheme: ColorScheme
) -> None:
    visited = visit(ALBUM_LINK, color_scheme=color_scheme)
    _wait_for_schema(visited.page)
    _run(visited.page)

    expect(_result(visited.page)).to_contain_text(ALBUM_TITLE)
    expect(_result(visited.page)).to_contain_text("AC/DC")
    visited.page.get_by_label("Show Documentation Explorer").click()
    expect(visited.page.locator(".graphiql-plugin")).to_contain_text("Root Types")
    visited.page.screenshot(path=screenshot_path)
    visited.assert_well_behaved()


def test_address_without_trailing_slash_keeps_the_query(visit: Open) -> None:
    visited = visit("/graphiql?" + urlencode({"query": "{ __typename }"}))

    expect(_operation(visited.page)).to_contain_text("__typename")
    assert urlsplit(visited.page.url).path == "/graphiql/"
    visited.assert_well_behaved()


def test_first_visit_shows_a_query_that_runs(visit: Open) -> None:
    visited = visit("/graphiql/")
    _wait_for_schema(visited.page)
    _run(visited.page)

    expect(_result(visited.page)).to_contain_text('"data"')
    expect(_result(visited.page)).not_to_contain_text('"errors"')
    visited.assert_well_behaved()


def test_documentation_explorer_leads_from_the_root_to_a_field(visit: Open) -> None:
    visited = visit(ALBUM_LINK)
    _wait_for_schema(visited.page)
    visited.page.get_by_label("Show Documentation Explorer").click()
    explorer = visited.page.locator(".graphiql-plugin")
    explorer.get_by_role("link", name="Query", exact=True).click()
    explorer.get_by_role("link", name="album", exact=True).click()

    expect(explorer).to_contain_text("Arguments")
    visited.assert_well_behaved()


def test_completion_offers_the_fields_of_the_type(visit: Open, screenshot_path: Path) -> None:
    visited = visit("/graphiql/?" + urlencode({"query": "{\n  album(id: 1) {\n    \n  }\n}\n"}))
    _wait_for_schema(visited.page)
    _put_cursor_on_line(visited.page, 3)
    visited.page.keyboard.press("End")
    visited.page.keyboard.press("Control+Space")

    popup = visited.page.locator(".suggest-widget.visible")
    expect(popup).to_contain_text("title")
    visited.page.screenshot(path=screenshot_path)
    visited.assert_well_behaved()


def test_unknown_field_is_underlined_by_a_worker_of_our_own_origin(
    visit: Open, server_url: str, screenshot_path: Path
) -> None:
    visited = visit("/graphiql/?" + urlencode({"query": "{ noSuchField }"}))

    expect(visited.page.locator(".squiggly-error")).to_be_visible()
    started = [worker.url.removeprefix(f"{server_url}/graphiql/assets/") for worker in visited.page.workers]
    assert [name.split("-")[0] for name in started if name.startswith("graphql")] == ["graphql.worker"]
    assert [name for name in started if "/" in name] == []
    visited.page.screenshot(path=screenshot_path)
    visited.assert_well_behaved()


def test_linked_operation_name_chooses_what_runs(visit: Open) -> None:
    document = "query First { first: __typename }\n\nquery Second { second: __typename }\n"
    visited = visit("/graphiql/?" + urlencode({"query": document, "operationName": "Second"}))
    _wait_for_schema(visited.page)
    visited.page.locator(".graphiql-query-editor textarea").focus()
    with visited.page.expect_request(_is_operation) as sent:
        visited.page.keyboard.press("Control+Enter")

    assert json.loads(sent.value.post_data or "")["operationName"] == "Second"
    expect(_result(visited.page)).to_contain_text('"second": "Query"')
    visited.assert_well_behaved()


def test_typed_header_is_sent_and_not_remembered(visit: Open) -> None:
    visited = visit("/graphiql/?" + urlencode({"query": "{ __typename }"}))
    _wait_for_schema(visited.page)
    visited.page.get_by_role("button", name="Headers", exact=True).click()
    visited.page.locator(".graphiql-editor-tool .graphiql-editor:not(.hidden)").click()
    visited.page.keyboard.insert_text('{"Authorization": "Bearer typed-secret"}')
    with visited.page.expect_request(_is_operation) as sent:
        _run(visited.page)

    assert sent.value.headers["authorization"] == "Bearer typed-secret"
    assert sent.value.headers["content-type"] == "application/json"
    assert sent.value.headers["graphql-require-preflight"] == "1"
    assert sent.value.headers["accept"] == "application/graphql-response+json, application/json"
    expect(_result(visited.page)).to_contain_text('"__typename"')
    visited.page.wait_for_function(
        "['tabState', 'queries'].every(name => localStorage[`graphiql:${name}`]?.includes('__typename'))"
    )
    remembered = visited.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert "typed-secret" not in remembered
    visited.assert_well_behaved()


def test_prettify_and_history_work_without_another_origin(visit: Open) -> None:
    visited = visit("/graphiql/?" + urlencode({"query": "query Named{__typename}", "variables": '{"a":1}'}))
    _wait_for_schema(visited.page)
    _run(visited.page)
    visited.page.get_by_label("Prettify query").click()
    expect(_operation(visited.page).locator(".view-line")).to_have_count(4)
    visited.page.get_by_label("Show History").click()

    expect(visited.page.locator(".graphiql-plugin")).to_contain_text("Named")
    visited.assert_well_behaved()


def test_editors_follow_the_system_from_light_to_dark(visit: Open) -> None:
    visited = visit(ALBUM_LINK)
    _wait_for_schema(visited.page)
    editor = visited.page.locator(".graphiql-query-editor .monaco-editor").first
    expect(editor).not_to_have_class(re.compile("vs-dark"))
    visited.page.emulate_media(color_scheme="dark")

    expect(editor).to_have_class(re.compile("vs-dark"))
    visited.assert_well_behaved()


def test_page_is_asked_for_anew_and_its_assets_are_kept_for_good(visit: Open, server_url: str) -> None:
    visited = visit(ALBUM_LINK)
    _wait_for_schema(visited.page)
    page = visited.page.request.get(f"{server_url}/graphiql/")
    assets = re.findall(r'(?:src|href)="\./(assets/[^"]+)"', page.text())

    assert page.headers["cache-control"] == "no-cache"
    assert len(assets) >= 3
    for answer in (page, *(visited.page.request.get(f"{server_url}/graphiql/{asset}") for asset in assets)):
        assert answer.status == 200
        assert "default-src 'none'; script-src 'self';" in answer.headers["content-security-policy"]
        assert "unsafe-eval" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-frame-options"] == "DENY"
        if answer is not page:
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert visited.page.request.post(f"{server_url}/graphiql/").status == 405
    missing = visited.page.request.get(f"{server_url}/graphiql/assets/missing.js")
    assert (missing.status, missing.headers["cache-control"]) == (404, "no-store")


def _wait_for_schema(page: Page) -> None:
    """The documentation lists the root types as soon as the introspection has been answered."""
    expect(page.get_by_label("Re-fetch GraphQL schema")).to_be_enabled()
    expect(page.locator(".graphiql-query-editor .view-lines")).to_be_visible()
    expect(page.locator(".graphiql-sidebar .graphiql-spinner, .rotating")).to_have_count(0)


def _run(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Execute query")).click()


def _result(page: Page) -> Locator:
    return page.locator(".graphiql-response .view-lines")


def _operation(page: Page) -> Locator:
    return page.locator(".graphiql-query-editor .view-lines")


def _put_cursor_on_line(page: Page, number: int) -> None:
    _operation(page).locator(".view-line").nth(number - 1).click()


def _is_operation(request: Request) -> bool:
    return request.method == "POST" and "IntrospectionQuery" not in (request.post_data or "")
