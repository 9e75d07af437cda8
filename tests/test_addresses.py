"""Which URLs and addresses may be used."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.addresses import check_public_url, clean_slack_url, is_global, read_public_url
from bot.errors import PersonError
from tests.media.hostile import ODD_SPELLINGS, PRIVATE_V4, PRIVATE_V6, hostile_urls

PORT = 8_800


def test_there_are_enough_hostile_spellings() -> None:
    assert len(set(hostile_urls(PORT))) >= 200


@pytest.mark.parametrize("url", hostile_urls(PORT))
def test_a_hostile_spelling_is_refused(url: str) -> None:
    with pytest.raises(PersonError):
        check_public_url(url)


@pytest.mark.parametrize(
    "url", [url for url in hostile_urls(PORT) if not url.startswith("http://127.0.0.1:")]
)
def test_loopback_lets_in_127_0_0_1_over_http_and_nothing_else(url: str) -> None:
    with pytest.raises(PersonError):
        check_public_url(url, allow_loopback=True)


@pytest.mark.parametrize(
    ("given_url", "plain"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM./a.png", "https://example.com/a.png"),
        ("https://example.com:443/a.png", "https://example.com/a.png"),
        ("https://example.com:/a.png", "https://example.com/a.png"),
        ("https://example.com/a.png#top", "https://example.com/a.png"),
        ("https://example.com/a.png#@127.0.0.1/", "https://example.com/a.png"),
        ("https://example.com?x=1", "https://example.com/?x=1"),
        (
            "https://my_bucket.s3.amazonaws.com/a%2Fb.png?X=a%2Bb",
            "https://my_bucket.s3.amazonaws.com/a%2Fb.png?X=a%2Bb",
        ),
        ("https://m\u00fcnchen.example/stra\u00dfe.png", "https://xn--mnchen-3ya.example/stra%C3%9Fe.png"),
        ("https://8.8.8.8/a.png", "https://8.8.8.8/a.png"),
        ("https://[2606:4700:0::1111]/a.png", "https://[2606:4700::1111]/a.png"),
        ("https://example.com/@user/a.png", "https://example.com/@user/a.png"),
        ("https://example.com/a.png?next=https://x.com", "https://example.com/a.png?next=https://x.com"),
    ],
)
def test_a_public_link_is_given_back_in_its_plain_spelling(given_url: str, plain: str) -> None:
    assert check_public_url(given_url) == plain


def test_a_plain_spelling_is_left_alone() -> None:
    plain = check_public_url("https://example.com/a b.png".replace(" ", "%20") + "?a=\u00e9")

    assert check_public_url(plain) == plain


def test_in_the_sandbox_127_0_0_1_may_be_used_over_http_on_any_port() -> None:
    assert (
        check_public_url("http://127.0.0.1:8800/a.png", allow_loopback=True) == "http://127.0.0.1:8800/a.png"
    )
    assert check_public_url("http://127.0.0.1/a.png", allow_loopback=True) == "http://127.0.0.1/a.png"


def test_a_link_may_be_exactly_as_long_as_the_limit() -> None:
    longest = "https://example.com/" + "a" * 180

    assert check_public_url(longest, limit=200) == longest
    with pytest.raises(PersonError, match="201 characters; please use one of at most 200"):
        check_public_url(longest + "a", limit=200)


def test_a_link_that_only_grows_too_long_when_spelled_plainly_is_refused() -> None:
    with pytest.raises(PersonError, match="at most 200"):
        check_public_url("https://example.com/" + "\u00e9" * 100, limit=200)


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("", "starts with https://"),
        ("http://example.com/a.png", "starts with https://"),
        ("example.com/a.png", "starts with https://"),
        ("https://user@example.com/", "user name"),
        ("https://example.com:8443/", "8443"),
        ("https://10.0.0.1/", "private network"),
        ("https://localhost/", "private network"),
        ("https://127.1/", "unusual"),
        ("https://exa mple.com/", "copy it again"),
    ],
)
def test_a_refusal_says_what_to_do(url: str, advice: str) -> None:
    with pytest.raises(PersonError, match=advice):
        check_public_url(url)


def test_the_parts_are_what_a_client_needs() -> None:
    address = read_public_url("https://[2606:4700::1111]:443/a.png?b=c")

    assert (address.host, address.port, address.authority) == ("2606:4700::1111", 443, "[2606:4700::1111]")
    assert address.target == "/a.png?b=c"


@pytest.mark.parametrize("address", [*PRIVATE_V4, *PRIVATE_V6, *ODD_SPELLINGS])
def test_an_address_that_is_not_public_is_not_global(address: str) -> None:
    assert not is_global(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "2606:4700::1111",
        "2a00:1450:4001::1",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2002:808:808::1",
    ],
)
def test_a_public_address_is_global_however_it_is_wrapped(address: str) -> None:
    assert is_global(address)


@pytest.mark.parametrize(
    "typed",
    [
        "https://x.com/a.png",
        "  https://x.com/a.png\n",
        "<https://x.com/a.png>",
        "<https://x.com/a.png|x.com/a.png>",
        "\u201chttps://x.com/a.png\u201d",
        "\u201c<https://x.com/a.png|label>\u201d",
        "\u2018https://x.com/a.png\u2019",
        "\u00abhttps://x.com/a.png\u00bb",
        '"https://x.com/a.png"',
        "`https://x.com/a.png`",
        "https://x.com/a.png.",
        "https://x.com/a.png,",
        "https://x.com/a.png?!",
        "https://x.com/a.png\u2026",
        "https://x.com/a.png)",
        "&lt;https://x.com/a.png&gt;",
    ],
)
def test_what_slack_and_phones_add_to_a_link_is_taken_off(typed: str) -> None:
    assert clean_slack_url(typed) == "https://x.com/a.png"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("https://x.com/?a=1&amp;b=2", "https://x.com/?a=1&b=2"),
        ("<https://x.com/?a=1&amp;b=2|x.com>", "https://x.com/?a=1&b=2"),
        ("https://x.com/?a=&amp;amp;", "https://x.com/?a=&amp"),
        ("https://x.com/Shoe_(red)", "https://x.com/Shoe_(red)"),
        ("(https://x.com", "(https://x.com"),
        ("", ""),
    ],
)
def test_what_belongs_to_a_link_stays(typed: str, meant: str) -> None:
    assert clean_slack_url(typed) == meant


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_text_does_anything_but_pass_or_be_refused(text: str) -> None:
    for url in (text, f"https://{text}", f"https://{text}/x", f"https://example.com/{text}"):
        try:
            plain = check_public_url(clean_slack_url(url), allow_loopback=True)
        except PersonError:
            continue
        assert plain.isascii()
        assert check_public_url(plain, allow_loopback=True) == plain


@settings(deadline=None)
@given(st.ip_addresses())
def test_a_global_address_stays_so_in_every_spelling(address: object) -> None:
    assert is_global(str(address)) == is_global(str(address).upper())
