-- What the watch and the sweep ask of the ledger.

-- name: insert_claimed
-- A sweep and an intake may find the same claimed file: the first row stands.
-- The lease covers the publishing that follows; if that is cut off, the sweep publishes.
insert into desk.delivery
    (delivery_id, path_bytes, path, source_hint, lane, state, size_bytes, lease_until)
select r.delivery_id, decode(r.path_hex, 'hex'), r.path, r.source_hint, r.lane, 'claimed',
       r.size_bytes, now() + make_interval(secs => %(publish_lease_s)s)
from json_to_recordset(%(deliveries)s::json)
    as r (delivery_id uuid, path_hex text, path text, source_hint text, lane text, size_bytes bigint)
on conflict (delivery_id) do nothing
returning delivery_id;

-- name: mark_queued
-- A worker may have taken the message before this runs; its state is further on and stays. It may
-- even have postponed the delivery: then the message is spent, and the row must stay claimed.
update desk.delivery set state = 'queued', lease_until = null
where delivery_id = any(%(ids)s) and state = 'claimed'
  and (not_before is null or not_before <= now());

-- name: take_unpublished
-- Claimed rows whose publisher died, and postponed ones that are due. The lease makes sure that
-- two sweeps do not publish the same row at the same time; if they did, the second run is a no-op.
update desk.delivery d set lease_until = now() + make_interval(secs => %(publish_lease_s)s)
from (
    select delivery_id from desk.delivery
    where state = 'claimed'
      and (lease_until is null or lease_until < now())
      and (not_before is null or not_before <= now())
    order by delivery_id limit %(most)s for update skip locked
) t
where d.delivery_id = t.delivery_id
returning d.delivery_id, d.path_bytes, d.lane, d.state, d.attempt, d.tries, d.failures, d.alone,
          d.next_position, d.size_bytes, d.received_at, d.last_error;

-- name: release_expired
-- Runs that are over without having said so: the lease has passed, or their session is gone.
-- A run that lives on after all finds a newer attempt or another state and writes nothing.
-- What such an end counts for is told as `begin` in run.sql tells it. The whole of a run is released
-- together, though what it stored has a longer lease than what it hung on: apart, what is stored
-- would look as if the run had ended over it. Where there are too many, what is stored goes first.
-- What its run has postponed waits until it is due, though the session may be gone: a message sent
-- before would be spent on nothing.
update desk.delivery d
set state = case when d.state = 'stored' then 'stored' else 'claimed' end,
    -- a stored row keeps its state, so no mark tells that its message was sent: a longer lease
    lease_until = now() + case when d.state = 'stored' then interval '60 seconds'
                               else make_interval(secs => %(publish_lease_s)s) end,
    alone = d.alone or (t.died and d.run_count > 1),
    failures = d.failures + (t.died and d.run_count = 1)::integer,
    last_error = case when t.died
        then coalesce(d.last_error, 'the worker process ended in the middle of the run')
        else d.last_error end,
    attempt = d.attempt + 1,
    run = null, session_pid = null, session_start = null
from (
    select delivery_id,
           coalesce(run is not null and session_start > pg_postmaster_start_time(), false)
           and (state = 'running' or not exists (
               select from desk.delivery other
               where other.run = delivery.run and other.state = 'running')) as died
    from desk.delivery
    where state in ('running', 'stored')
      and (not_before is null or not_before <= now())
      and (lease_until < now()
           or (session_start < now() and started_at < now() - interval '1 second'
               and not exists (select from pg_stat_activity s
                               where s.pid = session_pid and s.backend_start = session_start))
           or exists (select from desk.delivery hung
                      where hung.run = delivery.run and hung.state = 'running'
                        and hung.lease_until < now()))
    order by state = 'running', delivery_id limit %(most)s for update skip locked
) t
where d.delivery_id = t.delivery_id
returning d.delivery_id, d.path_bytes, d.lane, d.state, d.attempt, d.tries, d.failures, d.alone,
          d.next_position, d.size_bytes, d.received_at, d.last_error;

-- name: requeue_all
-- The broker was wiped: nothing that was queued is there any more.
update desk.delivery set state = 'claimed', lease_until = null where state = 'queued';

-- name: epoch
select broker_epoch, broker_run from desk.broker;

-- name: set_epoch
insert into desk.broker (broker_epoch, broker_run) values (%(epoch)s, %(run)s)
on conflict (one) do update set broker_epoch = excluded.broker_epoch, broker_run = excluded.broker_run,
    seen_at = now();

-- name: where_are
select delivery_id, state, path_bytes, finished_at, reason, detail, attempt, tries, failures, last_error,
       dropped_at, received_at, alone, lane, next_position, size_bytes
from desk.delivery where delivery_id = any(%(ids)s);

-- name: queued_count
select count(*) as queued from desk.delivery where state = 'queued';

-- name: missing_posting_months
-- This month and the next two; looking costs no lock.
select m.month_start from (
    select date_trunc('month', %(now)s::timestamptz at time zone 'UTC') + make_interval(months => n)
    from generate_series(0, 2) n
) m (month_start)
where to_regclass('desk.' || to_char(m.month_start, '"posting_"YYYY_MM')) is null;

-- name: make_posting_month
select desk.make_posting_month(%(month_start)s::timestamp at time zone 'UTC') as made;

-- name: lock_briefly
-- Every worker waits behind a lock on the whole index: it comes at once or another time.
set local lock_timeout = '2s';

-- name: old_posting_months
-- A month is over for matching when its last id is older than what is kept.
select c.relname as name
from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent = 'desk.posting'::regclass and c.relname ~ '^posting_[0-9]{4}_[0-9]{2}$'
  and to_date(substr(c.relname, 9), 'YYYY_MM') + interval '1 month'
      <= (%(now)s::timestamptz at time zone 'UTC') - make_interval(days => %(keep_days)s)
order by 1;

-- name: drop_posting_month
select desk.drop_posting_month(%(name)s);
