-- Statements in PostgreSQL's own words. Those whose name is in the shared file stand for that one.
-- `greenlight.owner` is the id of the process on whose behalf a connection writes.

-- name: one_joins
-- Until the end of the transaction nobody else takes a place.
SELECT pg_advisory_xact_lock(1196180046);

-- name: begin_lease
-- A place among the processes; none beside one that lives and holds another key.
INSERT INTO processes (lease_until, key_print)
SELECT clock_timestamp() + make_interval(secs => :lasts), :key_print
WHERE NOT EXISTS (
    SELECT 1 FROM processes
    WHERE lease_until > clock_timestamp() AND key_print <> :key_print AND '' NOT IN (key_print, :key_print)
)
RETURNING id;

-- name: renew_lease
-- Nothing happens when the process was given up: then its row is gone. One that is over and still there is renewed,
-- for whoever gives a process up deletes its row first.
UPDATE processes SET lease_until = clock_timestamp() + make_interval(secs => ?) WHERE id = ?;

-- name: end_lease
-- The process stops in good order.
DELETE FROM processes WHERE id = ?;

-- name: sign
-- On whose behalf this connection writes.
SELECT set_config('greenlight.owner', CAST(? AS TEXT), false);

-- name: probe
-- A real write of so many bytes.
INSERT INTO meta (key, value)
VALUES ('probe', repeat('0', CAST(? AS INTEGER)))
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: claim_due
-- As the shared one. It looks first and then locks no more rows than it takes, for a lock is a write. What another
-- process is about to take is passed over, so it looks at a few more than it needs. A process that may have been given
-- up takes nothing: its row is held until this commits, so nobody can give it up meanwhile. Compared as rows, what is
-- due is found by one index alone: a plan that is made before the values are known might walk all that is due instead.
WITH RECURSIVE
waiting (channel) AS (
    SELECT min(channel) FROM outbox WHERE lane = 'work'
    UNION ALL
    SELECT (SELECT min(channel) FROM outbox WHERE lane = 'work' AND channel > waiting.channel)
    FROM waiting WHERE waiting.channel IS NOT NULL
),
haste (urgent) AS (VALUES (1), (0)),
me AS (
    SELECT id FROM processes
    WHERE id = CAST(current_setting('greenlight.owner') AS BIGINT) AND lease_until > clock_timestamp()
    FOR KEY SHARE
),
seen AS (
    SELECT
        mine.*, row_number() OVER (PARTITION BY waiting.channel ORDER BY mine.urgent DESC, mine.due, mine.id) AS turn
    FROM waiting CROSS JOIN haste CROSS JOIN LATERAL (
        SELECT outbox.id, outbox.urgent, outbox.due FROM outbox
        WHERE lane = 'work'
            AND (outbox.channel, outbox.urgent, outbox.due) >= (waiting.channel, haste.urgent, 0)
            AND (outbox.channel, outbox.urgent, outbox.due) <= (waiting.channel, haste.urgent, CAST(:now AS BIGINT))
        ORDER BY outbox.channel, outbox.urgent, outbox.due
        LIMIT (
            SELECT greatest(CAST(:share AS BIGINT), 4 * CAST(:limit AS BIGINT) / greatest(count(channel), 1))
            FROM waiting
        )
    ) AS mine
    WHERE waiting.channel IS NOT NULL
        AND waiting.channel NOT IN (SELECT value FROM json_array_elements_text(CAST(:busy AS json)))
    ORDER BY turn, mine.urgent DESC, mine.due, mine.id LIMIT 4 * CAST(:limit AS BIGINT)
)
SELECT
    outbox.id, effect_key, name, task, channel, payload, attempts, wanted, state = 'unknown' AS unsure, outbox.due,
    armed, restored
FROM me CROSS JOIN seen JOIN outbox ON outbox.id = seen.id
WHERE lane = 'work' AND outbox.due <= :now
ORDER BY turn, seen.urgent DESC, seen.due, seen.id LIMIT :limit
FOR UPDATE OF outbox SKIP LOCKED;

-- name: mark_sending
-- Committed before anything leaves. Each row says who took it.
UPDATE outbox SET
    unsure = CASE WHEN state = 'unknown' THEN 1 ELSE 0 END, state = 'sending',
    owner = CAST(current_setting('greenlight.owner') AS BIGINT)
WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST(? AS json)));

-- name: keep_request
-- The paid request as it is about to leave, kept with the row that this very process took.
UPDATE outbox SET request = ?
WHERE id = ? AND state = 'sending' AND owner = CAST(current_setting('greenlight.owner') AS BIGINT)
    AND EXISTS (
        SELECT 1 FROM processes WHERE id = outbox.owner AND lease_until > clock_timestamp()
    );

-- name: finish
-- As the shared one, by whoever took the row and nobody else: neither a process that was given up nor what one still
-- did under the place that it lost.
UPDATE outbox SET
    state = CASE WHEN wanted > :wanted AND :state <> 'unknown' THEN 'ready' ELSE :state END,
    ended = CASE WHEN wanted = :wanted THEN 1 ELSE 0 END,
    attempts = CASE WHEN wanted > :wanted THEN 0 ELSE attempts END,
    due = CASE WHEN wanted > :wanted THEN coalesce(again, due) ELSE due END,
    armed = CASE WHEN wanted > :wanted THEN coalesce(again, armed) ELSE armed END,
    again = NULL, unsure = 0, restored = 0, error = :error, owner = NULL
WHERE id = :row AND ended = 0 AND state IN ('sending', 'unknown')
    AND owner = CAST(current_setting('greenlight.owner') AS BIGINT) AND attempts = :attempts;

-- name: finish_all
-- Many of these at once.
UPDATE outbox SET
    state = CASE WHEN outbox.wanted > one.wanted AND one.state <> 'unknown' THEN 'ready' ELSE one.state END,
    ended = CASE WHEN outbox.wanted = one.wanted THEN 1 ELSE 0 END,
    attempts = CASE WHEN outbox.wanted > one.wanted THEN 0 ELSE outbox.attempts END,
    due = CASE WHEN outbox.wanted > one.wanted THEN coalesce(again, due) ELSE due END,
    armed = CASE WHEN outbox.wanted > one.wanted THEN coalesce(again, armed) ELSE armed END,
    again = NULL, unsure = 0, restored = 0, error = one.error, owner = NULL
FROM json_to_recordset(CAST(? AS json))
    AS one ("row" BIGINT, attempts BIGINT, wanted BIGINT, state TEXT, error TEXT)
WHERE outbox.id = one."row" AND ended = 0 AND outbox.state IN ('sending', 'unknown')
    AND owner = CAST(current_setting('greenlight.owner') AS BIGINT) AND outbox.attempts = one.attempts;

-- name: retry
-- The same of a claim given back.
UPDATE outbox SET
    state = CASE WHEN :unsure = 1 THEN 'unknown' ELSE 'ready' END,
    attempts = attempts + 1, due = :due, again = NULL, unsure = 0, restored = 0, error = :error, owner = NULL
WHERE id = :row AND ended = 0 AND state IN ('sending', 'unknown')
    AND owner = CAST(current_setting('greenlight.owner') AS BIGINT) AND attempts = :attempts;

-- name: doubt_sending
-- Whatever a process that is gone was about to do may have been done. Its row goes first, so that it cannot come
-- back: a renewal finds none.
WITH gone AS (DELETE FROM processes WHERE lease_until < clock_timestamp() RETURNING id)
UPDATE outbox SET
    state = 'unknown', due = min(due, coalesce(again, due)), again = NULL, attempts = attempts + 1, owner = NULL
WHERE state = 'sending' AND (
    owner IS NULL OR owner IN (SELECT id FROM gone) OR owner NOT IN (SELECT id FROM processes)
);

-- name: paid_in_doubt
-- Paid calls that may have arrived and that no living process looks after yet; this one does from now on.
WITH taken AS (
    UPDATE outbox SET owner = CAST(current_setting('greenlight.owner') AS BIGINT)
    WHERE id IN (
        SELECT id FROM outbox
        WHERE paid = 1 AND state = 'unknown' AND ended = 0 AND (
            owner IS NULL OR owner = CAST(current_setting('greenlight.owner') AS BIGINT)
            OR owner NOT IN (SELECT id FROM processes)
        )
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, effect_key, name, task, channel, payload, attempts, wanted, due, armed, restored
)
SELECT id, effect_key, name, task, channel, payload, attempts, wanted, 1, due, armed, restored
FROM taken ORDER BY id;

-- name: is_left_behind
-- Whether something waits for a process that is gone, or a paid call in doubt for somebody to look after it.
SELECT
    EXISTS (SELECT 1 FROM processes WHERE lease_until < clock_timestamp())
    OR EXISTS (
        SELECT 1 FROM outbox
        WHERE state = 'sending' AND (owner IS NULL OR owner NOT IN (SELECT id FROM processes))
    )
    OR EXISTS (
        SELECT 1 FROM outbox
        WHERE paid = 1 AND state = 'unknown' AND ended = 0
            AND (owner IS NULL OR owner = ? OR owner NOT IN (SELECT id FROM processes))
    );

-- name: is_eldest
-- Whether of all that live this process has been here for the longest.
SELECT min(id) = ? FROM processes WHERE lease_until > clock_timestamp();

-- name: tell
-- A hint to the other processes that there is something to do.
SELECT pg_notify('greenlight', ?);

-- name: claim_checks
-- As the shared one; whoever takes a check has it for a minute at most, so that each job is read by one process.
WITH taken AS (
    UPDATE outbox SET
        held_until = clock_timestamp() + interval '60 seconds',
        owner = CAST(current_setting('greenlight.owner') AS BIGINT)
    WHERE id IN (
        SELECT id FROM outbox
        WHERE lane = 'check' AND provider = ? AND due <= ?
            AND NOT is_held(held_until, owner)
        ORDER BY due LIMIT ?
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, task, attempts, due
)
SELECT taken.id, tasks.id, tasks.job_id, tasks.kind, coalesce(tasks.submitted_at, tasks.changed_at),
    tasks.status, taken.attempts
FROM taken JOIN tasks ON tasks.id = taken.task
ORDER BY taken.due;

-- name: arm_effect
-- As the shared one; a check that is armed anew has been read, so nobody has it any more.
INSERT INTO outbox (effect_key, name, task, provider, channel, due, armed, payload, paid, urgent)
VALUES (
    ?1, ?2, ?3, CASE WHEN ?2 = 'CheckJob' THEN (SELECT provider FROM tasks WHERE id = ?3) END, ?4, ?5, ?5, ?6, ?7, ?8
)
ON CONFLICT (effect_key) DO UPDATE SET
    state = CASE WHEN outbox.ended = 1 AND outbox.state <> 'unknown' THEN 'ready' ELSE outbox.state END,
    ended = 0,
    attempts = CASE WHEN outbox.ended = 1 THEN 0 ELSE outbox.attempts END,
    due = CASE
        WHEN outbox.ended = 1 THEN excluded.due
        WHEN outbox.state = 'sending' THEN outbox.due
        ELSE min(outbox.due, excluded.due)
    END,
    armed = CASE WHEN outbox.ended = 1 THEN excluded.armed ELSE outbox.armed END,
    again = CASE WHEN outbox.state = 'sending' THEN min(coalesce(outbox.again, excluded.due), excluded.due) END,
    wanted = outbox.wanted + 1,
    channel = excluded.channel,
    payload = excluded.payload,
    urgent = excluded.urgent,
    held_until = NULL;

-- name: end_check
-- As the shared one; nobody has it any more, also where its task began to render again.
UPDATE outbox SET
    state = CASE WHEN goes_on THEN outbox.state ELSE 'done' END, ended = CASE WHEN goes_on THEN 0 ELSE 1 END,
    held_until = NULL, owner = NULL
FROM (
    SELECT mine.id, EXISTS (
        SELECT 1 FROM tasks
        WHERE tasks.id = mine.task AND tasks.job_id IS NOT NULL AND tasks.status IN ('rendering', 'stalled')
    ) AS goes_on
    FROM outbox AS mine WHERE mine.id = ?
) AS look
WHERE outbox.id = look.id AND outbox.lane = 'check';

-- name: put_off_check
-- The next time of a check; each is one more read.
UPDATE outbox SET due = ?, attempts = attempts + 1, state = 'ready', held_until = NULL, owner = NULL
WHERE id = ? AND lane = 'check';

-- name: providers_with_checks
-- Which of these providers have a check that is due and that nobody reads now.
SELECT named.value FROM json_array_elements_text(CAST(? AS json)) AS named WHERE EXISTS (
    SELECT 1 FROM outbox
    WHERE outbox.lane = 'check' AND outbox.provider = named.value AND outbox.due <= ?
        AND NOT is_held(held_until, owner)
);

-- name: count_due
-- How much is due and not yet taken.
SELECT count(*) FROM outbox
WHERE lane IS NOT NULL AND due <= ? AND NOT is_held(held_until, owner);

-- name: next_due
-- When the next effect or check becomes due; what is being read has to wait for its reader.
SELECT min(due) FROM outbox WHERE lane IS NOT NULL AND NOT is_held(held_until, owner);

-- name: new_hooks
-- As the shared one; whoever takes a call has it for a while.
WITH taken AS (
    UPDATE webhooks SET
        held_until = clock_timestamp() + interval '30 seconds',
        owner = CAST(current_setting('greenlight.owner') AS BIGINT)
    WHERE id IN (
        SELECT id FROM webhooks
        WHERE state = 'new' AND NOT is_held(held_until, owner)
        ORDER BY id LIMIT ?
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, provider, task, body, headers, received_at
)
SELECT id, provider, task, body, headers, received_at FROM taken ORDER BY id;

-- name: take_alone
-- Nothing comes back while another process has it, nor to one that may have been given up.
INSERT INTO alone (key, owner)
SELECT ?, id FROM processes
WHERE id = CAST(current_setting('greenlight.owner') AS BIGINT) AND lease_until > clock_timestamp()
ON CONFLICT (key) DO UPDATE SET owner = excluded.owner
WHERE alone.owner = excluded.owner OR alone.owner NOT IN (SELECT id FROM processes)
RETURNING key;

-- name: leave_alone
-- The next may take it. What the dead did is forgotten as well.
DELETE FROM alone
WHERE (key = ? AND owner = CAST(current_setting('greenlight.owner') AS BIGINT))
    OR owner NOT IN (SELECT id FROM processes);

-- name: kept_place
-- Where this database lay when it was last written to.
SELECT value FROM meta WHERE key = 'place';

-- name: keep_place
-- Where it lies now.
INSERT INTO meta (key, value) VALUES ('place', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: place
-- A cluster, a database in it, and the line of its history: a restored dump, a cluster taken back to an earlier
-- time and a standby that took over each have another. See https://www.postgresql.org/docs/current/continuous-archiving.html
SELECT concat_ws(
    '/', system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()),
    left(pg_walfile_name(pg_current_wal_lsn()), 8)
)
FROM pg_control_system();

-- name: moved_from
-- The name of the move that filled this database.
SELECT value FROM meta WHERE key = 'moved_from';

-- name: finish_move
-- What was moving has arrived.
INSERT INTO meta (key, value) SELECT 'moved_from', value FROM meta WHERE key = 'moving'
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: one_move
-- Waits for a move that is running, or that was killed a moment ago and is not missed yet.
SELECT pg_advisory_lock(1196180045);

-- name: tables_here
-- The tables that hold what people did.
SELECT tablename FROM pg_catalog.pg_tables
WHERE schemaname = current_schema() AND tablename NOT IN ('meta', 'processes', 'turns', 'alone');

-- name: has_meta
-- Whether tables of ours were made here.
SELECT to_regclass('meta') IS NOT NULL;

-- name: living_processes
-- Who works on this database at this moment.
SELECT count(*) FROM processes WHERE lease_until > clock_timestamp();

-- name: count_on
-- The number that a column which counts by itself gives next.
SELECT setval(pg_get_serial_sequence(:table, :column), :next, false);

-- name: held_turn
-- How many seconds a call has to wait because Slack said so to some process.
SELECT extract(epoch FROM held_until - clock_timestamp()) FROM turns
WHERE method = ? AND channel = ? AND held_until > clock_timestamp();

-- name: take_turn
-- Gives the next moment away, unless it is further off than whoever asks is ready to wait. How many seconds that is,
-- and whether Slack said so.
INSERT INTO turns AS lane (method, channel, free_at, given)
VALUES (:method, :channel, statement_timestamp() + make_interval(secs => :apart), statement_timestamp())
ON CONFLICT (method, channel) DO UPDATE SET
    given = first_turn(
        statement_timestamp(), lane.free_at, lane.held_until, make_interval(secs => :apart * (:burst - 1))
    ),
    free_at = CASE
        WHEN first_turn(
            statement_timestamp(), lane.free_at, lane.held_until, make_interval(secs => :apart * (:burst - 1))
        ) > statement_timestamp() + make_interval(secs => :longest) THEN lane.free_at
        ELSE greatest(
            first_turn(
                statement_timestamp(), lane.free_at, lane.held_until, make_interval(secs => :apart * (:burst - 1))
            ),
            lane.free_at
        ) + make_interval(secs => :apart)
    END
RETURNING extract(epoch FROM given - statement_timestamp()), coalesce(given = held_until, false);

-- name: hold_turns
-- Slack told one process to wait, and all of them do.
INSERT INTO turns AS lane (method, channel, held_until)
VALUES (?, ?, clock_timestamp() + make_interval(secs => ?))
ON CONFLICT (method, channel) DO UPDATE SET held_until = greatest(lane.held_until, excluded.held_until);

-- name: forget_turns
-- Lanes that nobody has to wait on any more.
DELETE FROM turns WHERE greatest(free_at, held_until) < clock_timestamp() - interval '1 hour';
