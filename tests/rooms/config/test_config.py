"""Settings: what is taken from where, what is refused and in which words, and what is never told."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from bff.config import DemoSettings, PersistedSettings, ServiceSettings, load_settings
from bff.errors import SettingsError

SECRET = "s3cret"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BFF_CONFIG", "BFF_PROFILE", "BFF_HTTP__PORT"):
        monkeypatch.delenv(name, raising=False)


def problems_of(folder: Path, text: str) -> list[str]:
    """Return what is said of a file, its own name being FILE."""
    path = folder / "bff.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        load_settings(path)
    shown = "".join(traceback.format_exception(refused.value))
    assert SECRET not in shown
    return [str(problem).replace(str(path), "FILE") for problem in refused.value.problems]


def test_without_a_file_all_is_default() -> None:
    settings = load_settings(None)
    assert (settings.profile, settings.http.port, dict(settings.services)) == ("production", 8000, {})
    assert not settings.is_development


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bff.toml"
    path.write_text(
        '[http]\nport = 1\nhost = "0.0.0.0"\n'
        '[services.catalog]\nurl = "http://file/"\ntimeout_s = 2\nheaders = { a = "x" }\n'
    )
    monkeypatch.setenv("BFF_HTTP__PORT", "9000")
    monkeypatch.setenv("BFF_SERVICES__CATALOG__URL", "https://env/api/")
    monkeypatch.setenv("BFF_SERVICES__CATALOG__FORWARD_HEADERS", "Authorization, x-tenant")
    monkeypatch.setenv("BFF_SERVICES__RATINGS__URL", "http://ratings")
    monkeypatch.setenv("BFF_SERVICES__RATINGS__HEADERS__AUTHORIZATION", SECRET)
    monkeypatch.setenv("BFF_SERVICES__RATINGS__HEADER_FILES__X-API-KEY", "run/key")
    monkeypatch.setenv("BFF_SERVICES__RATINGS__CA_FILE", "/etc/ca.pem")
    monkeypatch.setenv("BFF_RECORD__LOG_PATH", "")
    monkeypatch.setenv("bff_profile", "development")
    settings = load_settings(path)
    catalog, ratings = settings.services["catalog"], settings.services["ratings"]
    assert (settings.http.port, settings.http.host, settings.is_development) == (9000, "0.0.0.0", True)
    assert (catalog.url, catalog.timeout_s) == ("https://env/api", 2.0)
    assert catalog.forward_headers == ("authorization", "x-tenant")
    assert catalog.headers["a"].get_secret_value() == "x"
    assert ratings.headers["authorization"].get_secret_value() == SECRET
    assert ratings.header_files == {"x-api-key": Path("run/key")}
    assert (ratings.ca_file, ratings.client_key_file) == (Path("/etc/ca.pem"), None)
    assert settings.record.log_path is None


def test_a_list_in_a_variable_is_no_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BFF_HTTP__ALLOW_ORIGINS", '["https://shop.example"]')
    with pytest.raises(SettingsError) as refused:
        load_settings(None)
    assert [str(each) for each in refused.value.problems] == [
        "BFF_HTTP__ALLOW_ORIGINS: 'http.allow_origins' must be a list with commas in a variable: one,two. "
        "Meaning: origins that CORS allows; none by default."
    ]


CONFIG = "Remove it; `bff config` lists the settings."
LISTS = "`bff config` lists the settings."
ADDRESS = "must be like http://127.0.0.1:8101 or https://catalog.example/api."
PLAIN = "must have no query, fragment, user or password; credentials go into `headers`."
URL = "Meaning: address, with the path that every endpoint begins with."
FORWARDED = "Meaning: headers of the client's request passed on."
BAD: list[tuple[str, list[str]]] = [
    ("profil = 1", ["FILE: 'profil' is not a setting. Did you mean 'profile'?"]),
    ("nonsense = 1", [f"FILE: 'nonsense' is not a setting. {CONFIG}"]),
    ('_env_file = "x"', [f"FILE: '_env_file' is not a setting. {CONFIG}"]),
    ("port = 1", ["FILE: 'port' is not a setting. Did you mean 'http.port'?"]),
    ("[http]\nprot = 1", ["FILE: 'http.prot' is not a setting. Did you mean 'http.port'?"]),
    ("[service.catalog]\nurl = 1", ["FILE: 'service' is not a setting. Did you mean 'services'?"]),
    (
        '[services.a]\nurl = "http://a"\ntiemout_s = 1',
        ["FILE: 'services.a.tiemout_s' is not a setting. Did you mean 'services.a.timeout_s'?"],
    ),
    ('[http]\nport = "x"', ["FILE: 'http.port' must be a whole number. Meaning: port to listen on."]),
    ("[http]\nport = 1.5", ["FILE: 'http.port' must be a whole number. Meaning: port to listen on."]),
    ("[http]\nport = 70000", ["FILE: 'http.port' must be 65535 or less. Meaning: port to listen on."]),
    ("[http]\nport = -1", ["FILE: 'http.port' must be 0 or more. Meaning: port to listen on."]),
    ("[http]\nhost = 5", ["FILE: 'http.host' must be a text. Meaning: address to listen on."]),
    (
        "[http]\ndeadline_s = 0",
        ["FILE: 'http.deadline_s' must be more than 0.0. Meaning: the whole request."],
    ),
    (
        "[http]\ndeadline_s = nan",
        ["FILE: 'http.deadline_s' must be 3600.0 or less. Meaning: the whole request."],
    ),
    (
        '[http]\ndeadline_s = "soon"',
        ["FILE: 'http.deadline_s' must be a number. Meaning: the whole request."],
    ),
    (
        "[http]\nvalidation_status = 500",
        ["FILE: 'http.validation_status' must be 400 or 422. Meaning: status of an invalid document."],
    ),
    (
        'profile = "prod"',
        [
            'FILE: \'profile\' must be "production" or "development". '
            "Meaning: development: introspection, GraphiQL and suggestions are on."
        ],
    ),
    (
        '[http]\npath = "graphql"',
        [
            "FILE: 'http.path' must be a path such as /graphql: letters, digits, _ and - between slashes. "
            "Meaning: path of the GraphQL endpoint."
        ],
    ),
    (
        'graph = "schema.root"',
        [
            'FILE: \'graph\' must be "module:name", such as "schema.root:graph". '
            "Meaning: the graph to serve, as module:name."
        ],
    ),
    ("http = 5", [f"FILE: 'http' must be a table. {LISTS}"]),
    ("services = 5", [f"FILE: 'services' must be a table. {LISTS}"]),
    ("[services]\ncatalog = 5", [f"FILE: 'services.catalog' must be a table. {LISTS}"]),
    ("[services.a]", [f"FILE: 'services.a.url' is required. {URL}"]),
    ('[services.a]\nurl = "ftp://a"', [f"FILE: 'services.a.url' {ADDRESS} {URL}"]),
    ('[services.a]\nurl = "a.example"', [f"FILE: 'services.a.url' {ADDRESS} {URL}"]),
    ('[services.a]\nurl = "http://"', [f"FILE: 'services.a.url' {ADDRESS} {URL}"]),
    ('[services.a]\nurl = "http://a b"', [f"FILE: 'services.a.url' {ADDRESS} {URL}"]),
    ('[services.a]\nurl = "http://a\\n"', [f"FILE: 'services.a.url' {ADDRESS} {URL}"]),
    ('[services.a]\nurl = "http://a:0"', [f"FILE: 'services.a.url' {ADDRESS} {URL}"]),
    ('[services.a]\nurl = "http://a:99999"', [f"FILE: 'services.a.url' Port out of range 0-65535. {URL}"]),
    ('[services.a]\nurl = "http://u:s3cret@a"', [f"FILE: 'services.a.url' {PLAIN} {URL}"]),
    ('[services.a]\nurl = "http://a?token=s3cret"', [f"FILE: 'services.a.url' {PLAIN} {URL}"]),
    ('[services.a]\nurl = "http://a/#x"', [f"FILE: 'services.a.url' {PLAIN} {URL}"]),
    (
        '[services.a]\nurl = "http://a"\nforward_headers = ["Cookie"]',
        [
            "FILE: 'services.a.forward_headers' has 'cookie', which is never passed on: "
            f"it belongs to one connection or site. {FORWARDED}"
        ],
    ),
    (
        '[services.a]\nurl = "http://a"\nforward_headers = ["a b"]',
        [f"FILE: 'services.a.forward_headers' has a name that no header can have. {FORWARDED}"],
    ),
    (
        '[services.a]\nurl = "http://a"\nforward_headers = 5',
        [f"FILE: 'services.a.forward_headers' must be a list of texts. {FORWARDED}"],
    ),
    (
        '[services.a]\nurl = "http://a"\nheaders = "Bearer s3cret"',
        [
            "FILE: 'services.a.headers' must be a table. "
            "Meaning: headers sent with every call: the gateway's own credentials."
        ],
    ),
    (
        '[services.a]\nurl = "http://a"\nheaders = { authorization = ["s3cret"] }',
        [f"FILE: 'services.a.headers.authorization' must be a text. {LISTS}"],
    ),
    (
        '[services.a]\nurl = "http://a"\nheader_files = { authorization = 5 }',
        [f"FILE: 'services.a.header_files.authorization' must be a text. {LISTS}"],
    ),
    (
        '[services.a]\nurl = "http://a"\nca_file = 5',
        [
            "FILE: 'services.a.ca_file' must be a text. "
            "Meaning: PEM certificates trusted for this service, in place of the system's."
        ],
    ),
    (
        '[services.a]\nurl = "http://a"\nclient_key_file = "-----BEGIN PRIVATE KEY----- s3cret"',
        [
            "FILE: 'services.a.client_key_file' must be the path of a file, not what the file holds. "
            "Meaning: PEM key of that certificate, where it is not in the same file."
        ],
    ),
    (
        '[services.a]\nurl = "http://a"\nheader_files = { authorization = "s3cret\\n" }',
        [
            "FILE: 'services.a.header_files.authorization' must be the path of a file, "
            f"not what the file holds. {LISTS}"
        ],
    ),
    (
        "[demo]\nheaders = { authorization = 5 }",
        [f"FILE: 'demo.headers.authorization' must be a text. {LISTS}"],
    ),
    (
        '[persisted]\nstore = "redis"',
        [f"FILE: 'persisted' must have a redis_url where store = \"redis\". {LISTS}"],
    ),
    (
        '[persisted]\nmode = "safelist"',
        [f"FILE: 'persisted' must name manifests where mode = \"safelist\": nothing could run. {LISTS}"],
    ),
]


@pytest.mark.parametrize(("text", "messages"), BAD, ids=[each[0].replace("\n", " ") for each in BAD])
def test_what_is_wrong_is_told_with_place_and_meaning(tmp_path: Path, text: str, messages: list[str]) -> None:
    assert problems_of(tmp_path, text) == messages


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BFF_HTTP__PORT", "x")
    monkeypatch.setenv("BFF_LIMITS__DPTH", "5")
    monkeypatch.setenv("BFF_LIMTS__DEPTH", "5")
    text = 'profil = 1\n[http]\npath = ""\n[limits]\ndepth = 0\n[services.a]\nurl = "x"\nheaders = 5\n'
    assert [
        message.partition(" is ")[0].partition(" must ")[0] for message in problems_of(tmp_path, text)
    ] == [
        "FILE: 'profil'",
        "BFF_LIMTS__DEPTH: 'limts.depth'",
        "BFF_HTTP__PORT: 'http.port'",
        "FILE: 'http.path'",
        "FILE: 'limits.depth'",
        "BFF_LIMITS__DPTH: 'limits.dpth'",
        "FILE: 'services.a.url'",
        "FILE: 'services.a.headers'",
    ]


VARIABLES = [
    (
        {"BFF_HTTP__PORT": "x"},
        ["BFF_HTTP__PORT: 'http.port' must be a whole number. Meaning: port to listen on."],
    ),
    ({"BFF_HTTP__PROT": "1"}, ["BFF_HTTP__PROT: 'http.prot' is not a setting. Did you mean BFF_HTTP__PORT?"]),
    ({"BFF_HTP__PORT": "1"}, ["BFF_HTP__PORT: 'htp.port' is not a setting. Did you mean BFF_HTTP__PORT?"]),
    ({"BFF_PORT": "1"}, ["BFF_PORT: 'port' is not a setting. Did you mean BFF_HTTP__PORT?"]),
    ({"BFF_NONSENSE": "1"}, [f"BFF_NONSENSE: 'nonsense' is not a setting. {CONFIG}"]),
    (
        {"BFF_HTTP": '{"port": 1'},
        [f"BFF_HTTP: 'http' must be a table: set BFF_HTTP__NAME and so on. {LISTS}"],
    ),
    (
        {"BFF_SERVICES__A": SECRET},
        [f"BFF_SERVICES__A: 'services.a' must be a table: set BFF_SERVICES__A__NAME and so on. {LISTS}"],
    ),
    (
        {"BFF_SERVICES__A__HEADERS": SECRET, "BFF_SERVICES__A__URL": "http://a"},
        [
            "BFF_SERVICES__A__HEADERS: 'services.a.headers' must be a table: set "
            "BFF_SERVICES__A__HEADERS__NAME and so on. "
            "Meaning: headers sent with every call: the gateway's own credentials."
        ],
    ),
    (
        {"BFF_SERVICES__A__URL": f"http://u:{SECRET}@a"},
        [f"BFF_SERVICES__A__URL: 'services.a.url' {PLAIN} {URL}"],
    ),
]


@pytest.mark.parametrize(
    ("variables", "messages"), VARIABLES, ids=[next(iter(each[0])) for each in VARIABLES]
)
def test_a_wrong_variable_is_told_by_its_name(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], messages: list[str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings(None)
    assert [str(problem) for problem in refused.value.problems] == messages
    assert SECRET not in "".join(traceback.format_exception(refused.value))


def test_a_file_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        load_settings(tmp_path / "none.toml")
    assert [problem.what for problem in refused.value.problems] == [
        "cannot be read: No such file or directory."
    ]
    assert problems_of(tmp_path, "a = s3cret") == [
        "FILE: is not valid TOML: Invalid value (at line 1, column 5). Correct it: https://toml.io."
    ]
    (tmp_path / "bytes.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(SettingsError, match="is not valid TOML: 'utf-8' codec can't decode byte 0xff"):
        load_settings(tmp_path / "bytes.toml")


def test_secrets_are_in_no_form_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BFF_SERVICES__A__URL", "http://a")
    monkeypatch.setenv("BFF_SERVICES__A__HEADERS__X_API_KEY", SECRET)
    monkeypatch.setenv("BFF_DEMO__HEADERS__AUTHORIZATION", SECRET)
    monkeypatch.setenv("BFF_PERSISTED__REDIS_URL", f"redis://:{SECRET}@host")
    settings = load_settings(None)
    assert isinstance(settings.demo, DemoSettings)
    assert isinstance(settings.persisted, PersistedSettings)
    assert isinstance(settings.services["a"], ServiceSettings)
    for form in (repr(settings), str(settings), settings.model_dump_json(), repr(settings.model_dump())):
        assert SECRET not in form
    assert settings.demo.headers["authorization"].get_secret_value() == SECRET


def test_manifests_are_a_list_in_both_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bff.toml").write_text('[persisted]\nmode = "require_id"\nmanifests = ["a.json"]')
    assert load_settings(tmp_path / "bff.toml").persisted.manifests == (Path("a.json"),)
    monkeypatch.setenv("BFF_PERSISTED__MANIFESTS", "b.json, c.json")
    persisted = load_settings(tmp_path / "bff.toml").persisted
    assert (persisted.manifests, persisted.is_closed) == ((Path("b.json"), Path("c.json")), True)
