"""Defences, each with the patch that takes it out and the test that must then fail. One row adds one."""

from dataclasses import dataclass
from typing import Final

SETTLE: Final = "tests/hunt/test_unknown.py::test_a_request_that_is_taken_on_at_the_last_moment_is_paid_once"
DEATH: Final = "tests/hunt/test_unknown.py::test_a_death_while_an_answer_is_awaited_leads_to_a_search"
POLICY: Final = "tests/domain/test_policy.py"
ABUSE: Final = "tests/hunt/test_abuse.py"
BODIES: Final = "tests/handlers/test_bodies.py"
STORE: Final = "tests/storage/test_sqlite_conforms.py"
SSRF: Final = "tests/media/test_ssrf.py"
DOWNLOAD: Final = "tests/media/test_download.py"
ESCAPE: Final = "tests/views/test_escape.py"
LINKS: Final = "tests/media/test_links.py"


@dataclass(frozen=True, slots=True)
class Mutant:
    """`without` names the defence; `old` stands in `path` exactly once; `test` is `file::name`."""

    without: str
    path: str
    old: str
    new: str
    test: str


RECONCILE: Final = "bot/outbox/reconcile.py"
SUBMIT: Final = "bot/outbox/submit.py"
HOOKS: Final = "handlers/webhooks.py"
SLACK: Final = "handlers/slack_events.py"
SCHEMA: Final = "storage/schema/0001_start.sql"
RULES: Final = "bot/domain/policy.py"
TEXT: Final = "bot/views/escape.py"

MUTANTS: Final = (
    Mutant(
        "half of the settle window",
        RECONCILE,
        "return max(2 * tools.client_timeout, SHORTEST_SETTLE)",
        "return max(2 * tools.client_timeout, SHORTEST_SETTLE) / 2",
        SETTLE,
    ),
    Mutant("the second look", RECONCILE, "LOOKS_NEEDED: Final = 2", "LOOKS_NEEDED: Final = 1", SETTLE),
    Mutant(
        "doubt about a provider's time",
        RECONCILE,
        "return ANY_TIME",
        "return timedelta()",
        "tests/hunt/test_time.py::"
        "test_a_clock_that_is_a_day_ahead_hides_no_job_of_a_provider_that_says_no_time",
    ),
    Mutant(
        "a lost answer's own state",
        SUBMIT,
        "case NotSent() | RateLimited():",
        "case NotSent() | RateLimited() | OutcomeUnknown():",
        SETTLE,
    ),
    Mutant(
        "a wait of its own for each send",
        SUBMIT,
        "    tools.patience.end(looking_for(task))  # whatever leaves later",
        "    # whatever leaves later",
        "tests/hunt/test_patience.py::test_a_try_that_never_left_shortens_no_wait_for_the_next",
    ),
    Mutant(
        "the age of an idempotency key",
        "bot/outbox/replay.py",
        "if not timedelta() <= tools.clock.now() - began < provider.can.replays_for - MARGIN:",
        "if False:",
        "tests/hunt/test_by_capability.py::test_a_key_of_yesterday_is_not_trusted",
    ),
    Mutant(
        "doubt after a change of our secret",
        RECONCILE,
        "or await _has_other_secret(tools, task):",
        "or False:",
        "tests/hunt/test_by_capability.py::test_after_a_change_of_our_secret_a_person_is_asked",
    ),
    Mutant(
        "the signature of an account's webhooks",
        "bot/providers/heygen/webhooks.py",
        "if not signed or not _is_fresh(",
        "if False and not _is_fresh(",
        "tests/stories/test_account_webhooks.py::test_what_is_not_signed_or_old_is_refused_without_a_word",
    ),
    Mutant(
        "the search after a death",
        "bot/outbox/worker.py",
        "for claim in await self._tools.store.mark_interrupted():",
        "for claim in ():",
        DEATH,
    ),
    Mutant(
        "the send mark",
        SUBMIT,
        "if found is None or found.status not in {Status.QUEUED, Status.SUBMITTING}:",
        "if found is not None and found.status is Status.SUBMITTING:\n"
        "        await tools.service.hear(found.id, SubmissionNotSent())\n"
        "        return RowState.READY\n"
        "    if found is None or found.status not in {Status.QUEUED, Status.SUBMITTING}:",
        DEATH,
    ),
    Mutant(
        "the doubt of rows that were being sent",
        "storage/sql/outbox.py",
        'database.execute(SQL["doubt_sending"])',
        "pass",
        f"{STORE}::test_what_was_being_sent_is_in_doubt_and_tried_again",
    ),
    Mutant(
        "compare and swap",
        "storage/queries.sql",
        "WHERE id = ? AND version = ?;",
        "WHERE id = ? AND (version = ? OR 1);",
        f"{STORE}::test_a_stale_writer_loses_and_writes_nothing",
    ),
    Mutant(
        "the unique key of an order",
        SCHEMA,
        "dedupe TEXT UNIQUE,",
        "dedupe TEXT,",
        f"{STORE}::test_the_same_order_again_is_not_saved_again",
    ),
    Mutant(
        "the unique key of an effect",
        SCHEMA,
        "effect_key TEXT NOT NULL UNIQUE,",
        "effect_key TEXT NOT NULL,",
        f"{STORE}::test_an_effect_that_happens_once_is_ignored_when_wished_for_again",
    ),
    Mutant(
        "the unique key of a webhook",
        SCHEMA,
        "    UNIQUE (provider, token_sha256, body_sha256)\n",
        "    CHECK (body_sha256 IS NOT NULL)\n",
        f"{STORE}::test_the_same_hook_again_is_accepted_but_kept_once",
    ),
    Mutant(
        "durable commits",
        "storage/sqlite/opening.py",
        '"PRAGMA synchronous = FULL"',
        '"PRAGMA synchronous = OFF"',
        "tests/storage/test_sqlite_opening.py::test_the_writer_is_as_durable_as_sqlite_gets",
    ),
    Mutant(
        "the lock against a second process",
        "storage/sqlite/place.py",
        "fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)",
        "tests/storage/test_sqlite_opening.py::test_a_second_opening_is_refused",
    ),
    Mutant(
        "Slack's signature",
        SLACK,
        "if not self._is_signed(request, body):",
        "if False:",
        "tests/hunt/test_forged_slack.py::test_one_bit_of_a_signed_body_changed_is_refused",
    ),
    Mutant(
        "a check of the timestamp's shape",
        SLACK,
        "if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= LONGEST_TIMESTAMP):",
        "if not stamp:",
        "tests/hunt/test_forged_slack.py::"
        "test_a_timestamp_that_is_no_time_of_now_is_refused_however_well_signed",
    ),
    Mutant(
        "a webhook's token",
        HOOKS,
        "without_token(body, token)) else 404",
        "without_token(body, token)) else 200",
        f"{ABUSE}::test_every_wrong_token_gets_the_same_empty_404",
    ),
    Mutant(
        "the limit of a webhook's size",
        HOOKS,
        "BODY_LIMIT: Final = 64 * 1024",
        "BODY_LIMIT: Final = 1024 * 1024",
        f"{ABUSE}::test_the_largest_body_is_taken_and_one_byte_more_is_not",
    ),
    Mutant(
        "refusal of packed bodies",
        HOOKS,
        'if request.headers.get("Content-Encoding", "identity").lower() != "identity":',
        "if False:",
        f"{ABUSE}::test_packed_bodies_are_refused_unread",
    ),
    Mutant(
        "giving up the oldest of too many unfinished bodies",
        "handlers/bodies.py",
        "if len(self._sizes) > self._most:",
        "if False:",
        f"{BODIES}::test_of_too_many_unfinished_bodies_the_oldest_is_given_up",
    ),
    Mutant(
        "taking the files that the system gives",
        "bot/web.py",
        "if soft != resource.RLIM_INFINITY and soft < most:",
        "if False:",
        "tests/handlers/test_doors.py::test_all_files_that_the_system_gives_are_taken",
    ),
    Mutant(
        "the look for a result that was given up and may stand there",
        "bot/outbox/show.py",
        "if not claim.unsure and await _was_given_up(tools, task):",
        "if False:",
        "tests/stories/test_slack_errors.py"
        "::test_a_result_that_was_posted_unheard_and_given_up_is_not_posted_again",
    ),
    Mutant(
        "Akool's signature",
        "bot/providers/akool/webhooks.py",
        "if not hmac.compare_digest(expected.encode(), envelope.signature.encode()):",
        "if not expected:",
        "tests/providers/akool/test_webhooks.py::test_an_envelope_that_is_not_akools_is_refused",
    ),
    Mutant(
        "HeyGen's signature",
        "bot/providers/heygen/webhooks.py",
        'if not signed or not _is_fresh(headers, now, needed="signature" not in signed):',
        'if not _is_fresh(headers, now, needed="signature" not in signed):',
        "tests/providers/heygen/test_webhooks.py::test_only_what_our_secret_signed_just_now_comes_in",
    ),
    Mutant(
        "HeyGen's timestamp",
        "bot/providers/heygen/webhooks.py",
        'if not signed or not _is_fresh(headers, now, needed="signature" not in signed):',
        "if not signed:",
        "tests/providers/heygen/test_webhooks.py::test_only_what_our_secret_signed_just_now_comes_in",
    ),
    Mutant(
        "the check of where a host leads",
        "bot/media/resolve.py",
        "if not all(is_global(one) for one in found):",
        "if False:",
        f"{SSRF}::test_a_name_that_leads_to_a_private_address_is_refused",
    ),
    Mutant(
        "the check of every address of a host",
        "bot/media/resolve.py",
        "if not all(is_global(one) for one in found):",
        "if not any(is_global(one) for one in found):",
        f"{SSRF}::test_a_name_that_leads_to_a_private_address_is_refused",
    ),
    Mutant(
        "the connection to the address that was checked",
        "bot/media/download.py",
        'f"{address.scheme}://{number}:{address.port}{address.target}"',
        'f"{address.scheme}://{address.host}:{address.port}{address.target}"',
        f"{SSRF}::test_a_name_that_changes_its_mind_is_looked_up_once",
    ),
    Mutant(
        "the allowed hosts",
        "bot/media/download.py",
        "if self._hosts and address.host not in self._hosts:",
        "if False:",
        f"{SSRF}::test_only_named_hosts_are_fetched_from_when_there_are_any",
    ),
    Mutant(
        "the cap on what is downloaded",
        "bot/media/body.py",
        "if self._total > self._most_bytes:",
        "if False:",
        f"{DOWNLOAD}::test_a_file_that_hides_its_size_is_stopped_at_the_limit",
    ),
    Mutant(
        "a look at the bytes themselves",
        "bot/media/body.py",
        "if mime is None or not fits(mime, self._kind):",
        "if mime is None:",
        f"{DOWNLOAD}::test_a_picture_is_no_film",
    ),
    Mutant(
        "refusal of a slow drip",
        "bot/media/body.py",
        'raise MediaCut("The download became too slow.")',
        "pass",
        "tests/media/test_body.py::test_less_than_the_slowest_rate_over_a_window_is_a_cut",
    ),
    Mutant(
        "the rule for guests",
        RULES,
        "case _ if actor.is_guest:",
        "case _ if False:",
        f"{POLICY}::test_guests_may_only_look",
    ),
    Mutant(
        "the rule for people of other workspaces",
        RULES,
        "if actor.is_stranger or actor.team != channel.team:",
        "if False:",
        f"{POLICY}::test_bots_and_strangers_may_nothing",
    ),
    Mutant(
        "the rule for approvers",
        RULES,
        "    if channel.approvers is None or actor.id in channel.approvers:\n",
        "    if actor.id:\n",
        f"{POLICY}::test_only_named_approvers_approve_and_the_refusal_says_who",
    ),
    Mutant(
        "escaping",
        TEXT,
        '.replace("<", "&lt;")',
        "",
        f"{ESCAPE}::test_escaped_text_has_nothing_active",
    ),
    Mutant(
        "the quieting of crowds",
        TEXT,
        "quiet = _CROWD.sub(_QUIET_AT, clean(text))",
        "quiet = clean(text)",
        f"{ESCAPE}::test_nobody_calls_a_crowd",
    ),
    Mutant(
        "the stripping of what hides and reorders",
        TEXT,
        '_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})',
        '_UNSEEN: Final = frozenset({"Cs"})',
        f"{ESCAPE}::test_cleaned_text_has_nothing_unseen",
    ),
    Mutant(
        "redaction",
        "bot/redaction.py",
        "for pattern, instead in _RULES:",
        "for pattern, instead in _RULES[:0]:",
        "tests/test_logs.py::test_what_opens_something_is_taken_out",
    ),
    Mutant(
        "the proof in a media link",
        "bot/media/links.py",
        "if not hmac.compare_digest(proof, self._proof(spoken)):",
        "if len(raw) < _PROOF_SIZE + _HEAD.size:",
        f"{LINKS}::test_another_key_makes_other_links",
    ),
    Mutant(
        "the end of a media link",
        "bot/media/links.py",
        "if self._clock.now().timestamp() >= until:",
        "if False:",
        f"{LINKS}::test_a_link_is_good_for_an_hour",
    ),
    Mutant(
        "the last question before a call leaves for Slack",
        "bot/slack/departure.py",
        "self.on_request_chunk_sent.append(_leaving)",
        "self.on_request_start.append(_leaving)",
        "tests/slack/test_departure.py::test_who_was_stopped_on_the_way_says_nothing_and_surely_so",
    ),
    Mutant(
        "the place under which something was claimed",
        "storage/postgres/engine.py",
        "return claim is None or claim.place == self._company.place",
        "return True",
        "tests/storage/test_postgres_news.py::"
        "test_what_was_taken_under_a_lost_place_is_not_acted_on_under_the_next",
    ),
    Mutant(
        "the part of a lease that its holder does not count on",
        "storage/postgres/lease.py",
        "return (self.lasts - self.lasts / MARGIN).total_seconds()",
        "return self.lasts.total_seconds()",
        "tests/storage/test_postgres_leases.py::"
        "test_a_lease_is_counted_on_for_less_long_than_the_others_wait",
    ),
    Mutant(
        "one process alone at a lost root",
        "storage/postgres/engine.py",
        "return await self._write(partial(alone.take, key=key))",
        "return True",
        "tests/outbox/test_roots.py::test_messages_of_several_processes_post_one_new_root",
    ),
    Mutant(
        "the second look at what was posted again",
        "bot/outbox/doubles.py",
        "return tuple(ts for ts in copies if ts != kept and ts not in known)",
        "return ()",
        "tests/outbox/test_doubles.py::test_of_two_copies_the_one_that_is_drawn_on_stays_else_the_oldest",
    ),
    Mutant(
        "the comparing of keys among processes",
        "storage/postgres/queries.sql",
        "AND key_print <> :key_print AND",
        "AND false AND",
        "tests/storage/test_postgres_leases.py::"
        "test_who_holds_another_key_gets_no_place_beside_one_that_lives",
    ),
)
