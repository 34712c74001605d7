"""Another person's rows, attacked through a real PostgREST with tokens of our own making."""

import base64
import json
import time
from collections.abc import Iterator
from uuid import uuid4

import httpx
import jwt
import pytest
from tests.postgrest import SECRET, token

OWN = {"users", "profiles", "consents", "assets", "projects", "prompts", "jobs", "job_variants", "renders", "audit"}
EMBEDDED = (
    "users?select=*,jobs!jobs_user_id_fkey(*)",
    "plans?select=*,profiles!profiles_plan_fkey(*)",
    "plans?select=name,profiles(users!profiles_user_id_fkey(email))",
)


@pytest.fixture
def road() -> str:
    return "postgres"  # by which the rows are made; how they are read is this file's affair


@pytest.fixture
async def tables(connection) -> set[str]:
    """Every table and view that PostgREST could offer."""
    rows = await connection.fetch(
        "select relname from pg_class where relkind in ('r', 'v', 'm', 'p') and relnamespace = 'public'::regnamespace"
    )
    return {row["relname"] for row in rows}


@pytest.fixture
async def functions(connection) -> dict[str, list[str]]:
    """Every function PostgREST could offer, and the names of its parameters."""
    rows = await connection.fetch(
        """select proname, coalesce(proargnames, '{}') as parameters from pg_proc
           where pronamespace = 'public'::regnamespace and prorettype <> 'trigger'::regtype"""
    )
    return {row["proname"]: row["parameters"] for row in rows}


@pytest.fixture
def me(postgrest, owner) -> Iterator[httpx.Client]:
    with postgrest.asked(token("authenticated", sub=owner)) as client:
        yield client


@pytest.fixture
def stranger(postgrest) -> Iterator[httpx.Client]:
    with postgrest.asked(token("authenticated", sub=str(uuid4()))) as client:
        yield client


@pytest.fixture
def visitor(postgrest) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=postgrest.url, trust_env=False) as client:
        yield client


@pytest.mark.usefixtures("owner")
def test_people_read_their_own_rows_and_nobody_elses(me, stranger, tables):
    mine = {table for table in tables if me.get(f"/{table}").json()}
    found = {table: stranger.get(f"/{table}") for table in tables}
    readable = {table for table, answer in found.items() if answer.is_success}

    assert mine >= OWN
    assert {table for table in readable if found[table].json()} == {"plans", "prices"}
    assert all(answer.status_code == 403 for table, answer in found.items() if table not in readable)
    assert readable >= OWN


@pytest.mark.parametrize("path", EMBEDDED)
def test_rows_do_not_come_along_with_others(owner, stranger, path):
    answer = stranger.get(f"/{path}")

    assert answer.is_success
    assert owner not in answer.text
    assert "owner@example.org" not in answer.text


def test_rows_are_not_even_counted(owner, stranger):
    answer = stranger.head(f"/audit?user_id=eq.{owner}", headers={"Prefer": "count=exact"})

    assert answer.headers["content-range"] == "*/0"


def test_people_write_no_table(me, tables):
    for table in tables:
        put = {"Prefer": "resolution=merge-duplicates"}
        tries = [
            me.post(f"/{table}", json={}),
            me.post(f"/{table}", json={}, headers=put),
            me.patch(f"/{table}?limit=1000", json={"created_at": "2020-01-01"}),
            me.delete(f"/{table}"),
        ]

        assert not any(answer.is_success for answer in tries), (table, [answer.text for answer in tries])


def test_nobody_makes_themselves_rich(owner, me):
    answer = me.patch(f"/profiles?user_id=eq.{owner}", json={"credits": 1_000_000})

    assert answer.status_code == 403
    assert me.get("/profiles").json()[0]["credits"] < 1000


def test_people_and_visitors_call_no_function(me, visitor, functions):
    for name, parameters in functions.items():
        arguments = dict.fromkeys(parameters)

        assert me.post(f"/rpc/{name}", json=arguments).status_code == 403, name
        assert me.get(f"/rpc/{name}", params=dict.fromkeys(parameters, "1")).status_code in {403, 405}, name
        assert visitor.post(f"/rpc/{name}", json=arguments).status_code == 401, name


def test_the_service_role_may_call_them(postgrest, owner):
    with postgrest.asked() as service:
        assert service.post("/rpc/me", json={"p_user": owner}).json()["email"] == "owner@example.org"


@pytest.mark.usefixtures("owner")
def test_visitors_see_no_table(visitor, tables):
    assert {visitor.get(f"/{table}").status_code for table in tables} == {401}


@pytest.mark.parametrize("schema", ["private", "auth", "supabase_migrations", "pg_catalog", "information_schema"])
def test_other_schemas_are_not_offered(me, schema):
    answer = me.get("/schema_migrations", headers={"Accept-Profile": schema})

    assert answer.status_code == 406


def test_nobody_is_told_how_a_query_is_planned(me):
    answer = me.get("/audit", headers={"Accept": "application/vnd.pgrst.plan+json"})

    assert answer.status_code in {406, 415}


def unsigned(**claims: str) -> str:
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    head, body = (base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
    return f"{head}.{body}."


@pytest.mark.parametrize(
    "forged",
    [
        unsigned(role="service_role"),
        jwt.encode({"role": "service_role"}, "a secret that somebody guessed, long enough", "HS256"),
        jwt.encode({"role": "authenticated", "exp": time.time() - 3600}, SECRET, "HS256"),
        "not.a.token",
        "sb_secret_looks_like_one",
    ],
    ids=["unsigned", "another secret", "expired", "nonsense", "new style"],
)
def test_a_forged_token_opens_nothing(postgrest, owner, forged):
    with postgrest.asked(forged) as client:
        assert client.get("/users").status_code == 401
        assert client.post("/rpc/me", json={"p_user": owner}).status_code == 401


@pytest.mark.usefixtures("owner")
def test_a_token_of_the_superuser_is_not_a_way_in(postgrest):
    """Even with the secret: the authenticator may only become the three roles it was lent."""
    with postgrest.asked(token("postgres")) as client:
        assert not client.get("/users").is_success
