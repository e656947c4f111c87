-- Version 1 of the schema. Run it with psql -v schema=campaigns -f V1.sql, or let the library run it.
-- All instants are UTC ticks (100 ns since 0001-01-01), so that no instant of .NET is rounded. Every key begins with the shard.

create table :"schema".schema_version (version int not null);
insert into :"schema".schema_version values (1);
alter table :"schema".schema_version replica identity full; -- for publications, as it has no key

-- One row per shard: its owner, and the counters that all its data share. Every commit updates this row.
create table :"schema".shards (
    shard int primary key,
    epoch bigint not null,
    commit_no bigint not null,
    committed_at bigint, -- by the clock of the engine
    lease_until timestamptz not null, -- by the clock of the database
    owner bigint not null, -- the number of the store object
    holder text not null,
    stamp bigint not null,
    last_campaign bigint not null,
    last_job bigint not null,
    last_event bigint not null default 0,
    trimmed_change bigint not null default 0,
    lead bigint not null default 0,
    last_lane int not null default 0,
    suppression_key bytea not null
) with (fillfactor = 20);

-- Refuses the commit of an owner that was replaced, and the second run of a commit. psql puts no variables into bodies of functions.
create function :"schema".fence(s int, e bigint, n bigint, at bigint, lease int) returns void language plpgsql
set search_path = :"schema" as $body$
begin
    update shards
    set commit_no = n, committed_at = coalesce(at, committed_at), lease_until = clock_timestamp() + lease * interval '1 ms'
    where shard = s and epoch = e and commit_no = n - 1;
    if not found then
        raise exception 'another engine has taken over shard %', s using errcode = 'CF001';
    end if;
end
$body$;

-- Refuses a commit that names a row that does not exist.
create function :"schema".must(held bigint, wanted int, what text) returns void language plpgsql as $body$
begin
    if held <> wanted then
        raise exception 'the store holds % of % %', held, wanted, what using errcode = 'CF002';
    end if;
end
$body$;

create table :"schema".campaigns (
    shard int not null,
    id bigint not null,
    exclusivity bigint, -- null for none; never changes
    created_at bigint not null,
    started_at bigint,
    ended_at bigint,
    state smallint not null,
    tenant text collate "C" not null,
    key text collate "C",
    definition text not null,
    settings text not null, -- JSON, as versions and enrollments
    versions text,
    enrollments text,
    primary key (shard, id)
) with (fillfactor = 70);

create index campaigns_by_tenant on :"schema".campaigns (shard, tenant, id);
create index campaigns_by_key on :"schema".campaigns (shard, tenant, key, id) where key is not null;
create index campaigns_by_exclusivity on :"schema".campaigns (shard, exclusivity, id) where exclusivity is not null;
create index campaigns_open on :"schema".campaigns (shard, id) where state < 4;
create index campaigns_by_end on :"schema".campaigns (shard, tenant, ended_at nulls first, id) where state >= 4;

create table :"schema".lanes (
    shard int not null,
    id int not null,
    campaign bigint not null,
    kind smallint not null,
    zone text not null,
    channel text not null,
    hours text,
    primary key (shard, id)
);

create index lanes_by_campaign on :"schema".lanes (shard, campaign, id);

create table :"schema".counters (
    shard int not null,
    lane int not null,
    counter int not null,
    value bigint not null,
    primary key (shard, lane, counter)
) with (fillfactor = 30);

create table :"schema".tenants (
    shard int not null,
    tenant text collate "C" not null, -- '' for everything
    held boolean not null,
    settings text not null,
    reason text,
    revision bigint not null,
    held_since bigint,
    last_commit bigint,
    primary key (shard, tenant)
);

-- The do-not-contact lists are known by keyed hashes. The text is gone once the person was erased.
create table :"schema".suppressions (
    shard int not null,
    tenant text collate "C" not null,
    hash bytea not null, -- 16 bytes, most significant first
    is_key boolean not null, -- about a contact key; otherwise about an address
    channel text collate "C" not null, -- '' for all
    text text,
    added_at bigint,
    reason smallint not null,
    primary key (shard, tenant, hash, is_key, channel)
);

create table :"schema".channels (
    shard int not null,
    tenant text collate "C" not null,
    channel text collate "C" not null,
    unavailable text not null,
    primary key (shard, tenant, channel)
);

create table :"schema".providers (
    shard int not null,
    name text collate "C" not null,
    settings text not null,
    revision bigint not null,
    primary key (shard, name)
);

create table :"schema".caller_ids (
    shard int not null,
    id int not null,
    provider text not null,
    number text not null,
    settings text,
    primary key (shard, id)
);

create table :"schema".reports (
    shard int not null,
    id bigint not null,
    received_at bigint not null,
    epoch bigint not null,
    seen_until bigint not null,
    report text not null,
    primary key (shard, id)
);

create table :"schema".busy (
    shard int not null,
    job bigint not null,
    until bigint not null,
    within bigint not null,
    number int not null,
    tenant text collate "C" not null,
    channel text not null,
    address text not null,
    primary key (shard, job, number)
);

create table :"schema".usage (
    shard int not null,
    scope smallint not null,
    since bigint not null,
    value bigint not null,
    pending bigint not null,
    name text collate "C" not null,
    quota text collate "C" not null,
    primary key (shard, scope, name, quota, since)
) with (fillfactor = 30);

-- Contacts are separate from jobs, so that a change of a job's state does not rewrite the contact.
create table :"schema".contacts (
    shard int not null,
    id bigint not null, -- the job's
    campaign bigint not null,
    scope bigint not null, -- of the key: the exclusivity, or minus the campaign; unique if a removed contact gave up its key
    phone bigint, -- the digits
    key text collate "C" not null,
    zone text,
    addresses text, -- JSON, as data
    data text,
    protocol text,
    primary key (shard, id)
);

create unique index contacts_by_key on :"schema".contacts (shard, scope, key, campaign);
create index contacts_by_campaign on :"schema".contacts (shard, campaign, id);
create index contacts_by_phone on :"schema".contacts (shard, phone) where phone is not null;
create index contacts_given_up on :"schema".contacts (shard, key) where scope < -4611686018427387904;

-- Addresses on other channels, for looking up a person.
create table :"schema".addresses (
    shard int not null,
    address text collate "C" not null,
    job bigint not null,
    primary key (shard, address, job)
);

-- The former values of changed contacts, for the attempts that used them.
create table :"schema".former_contacts (
    shard int not null,
    job bigint not null,
    phone bigint,
    last int not null, -- the number of the last attempt that went to it
    zone text,
    addresses text,
    data text,
    primary key (shard, job, last)
);

-- While a job has a row in live, that row holds the job's current state.
create table :"schema".jobs (
    shard int not null,
    lane int not null,
    id bigint not null,
    due bigint not null,
    outcome_counts bigint not null,
    expires bigint not null,
    since bigint not null,
    began bigint not null,
    number int not null,
    protocol int not null,
    wishes int not null,
    aside int not null,
    early int not null,
    caller_id int not null,
    state smallint not null,
    step smallint not null,
    tries smallint not null,
    last_outcome smallint not null,
    primary key (shard, id)
) with (fillfactor = 80);

-- Each index holds only the jobs of its one query. Jobs that have ended are in none.
create index jobs_new on :"schema".jobs (shard, lane, id) where state = 0;
create index jobs_waiting on :"schema".jobs (shard, lane, due, id) where state = 1;
create index jobs_live on :"schema".jobs (shard, id) where state = 2;
create index jobs_expiring on :"schema".jobs (shard, lane, expires, id) where expires > 0 and state <= 1;

-- The live jobs, each with its newest attempt: small, so that what happens to a call costs little. Vacuumed by the library too.
create table :"schema".live (
    shard int not null,
    lane int not null,
    job bigint not null,
    due bigint not null,
    outcome_counts bigint not null,
    expires bigint not null,
    since bigint not null,
    began bigint not null,
    campaign bigint not null,
    epoch bigint not null,
    committed_at bigint not null,
    ended_at bigint not null,
    occurred_at bigint not null,
    content_hash bigint not null,
    number int not null,
    protocol int not null,
    wishes int not null,
    aside int not null,
    early int not null,
    caller_id int not null,
    step smallint not null,
    tries smallint not null,
    last_outcome smallint not null,
    attempt_step smallint not null,
    try smallint not null,
    attempt_state smallint not null,
    outcome smallint not null,
    provider text collate "C" not null,
    caller_number text,
    provider_call_id text collate "C",
    note text,
    provider_status text,
    primary key (shard, job)
) with (
    fillfactor = 70, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000, autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_threshold = -1
);

create index live_by_call on :"schema".live (shard, provider, provider_call_id) where provider_call_id is not null;

-- All other attempts. Partitioned by the month of their end, so that disk space comes back when a month is purged.
create table :"schema".attempts (
    shard int not null,
    number int not null,
    job bigint not null,
    campaign bigint not null,
    epoch bigint not null,
    committed_at bigint not null,
    ended_at bigint not null,
    occurred_at bigint not null,
    content_hash bigint not null,
    step smallint not null,
    try smallint not null,
    state smallint not null,
    outcome smallint not null,
    provider text collate "C" not null,
    caller_number text,
    provider_call_id text collate "C",
    note text,
    provider_status text
) partition by range (ended_at);

create index attempts_by_job on :"schema".attempts (shard, job, number);
create index attempts_by_end on :"schema".attempts (shard, campaign, ended_at, job, number);
create index attempts_by_call on :"schema".attempts (shard, provider, provider_call_id, committed_at) where provider_call_id is not null;

create table :"schema".attempts_other partition of :"schema".attempts default;

-- A publication of the operator refuses changes of rows that nothing identifies, and attempts have no key.
alter table :"schema".attempts replica identity full;
alter table :"schema".attempts_other replica identity full;

-- What attempts told besides their outcomes: one row per attempt that told anything, merged from all reports.
create table :"schema".results (
    shard int not null,
    number int not null,
    job bigint not null,
    ring_time bigint, -- ticks
    talk_time bigint, -- ticks
    call_back_at bigint,
    occurred_at bigint not null, -- 0 if unknown
    answered_by smallint, -- null if unknown, as every other value
    opt_out smallint,
    cost text, -- decimal
    currency text,
    recording text,
    transcript text,
    data text,
    primary key (shard, job, number)
);

-- The change feed.
create table :"schema".changes (
    shard int not null,
    sequence bigint not null,
    at bigint not null,
    kind bigint not null, -- one bit of ChangeKinds
    campaign bigint not null, -- 0 for none
    tenant text collate "C" not null, -- '' for all tenants
    payload text not null, -- JSON
    primary key (shard, sequence)
);

create table :"schema".subscriptions (
    shard int not null,
    name text collate "C" not null,
    tenant text,
    campaign bigint,
    kinds bigint not null,
    position bigint not null,
    primary key (shard, name)
);

-- The event log: events as they came, and what became of them.
create table :"schema".events (
    shard int not null,
    sequence bigint not null,
    occurred_at bigint,
    campaign bigint,
    received_at bigint not null,
    affected int not null,
    state smallint not null, -- 1 applied, 2 kept, 3 a trigger failed
    tenant text collate "C" not null,
    id text collate "C" not null,
    type text not null,
    contact_key text,
    address text,
    channel text,
    data text,
    reason text,
    failed_triggers text,
    primary key (shard, sequence)
);

create unique index events_by_id on :"schema".events (shard, tenant, id);
create index events_by_tenant on :"schema".events (shard, tenant, sequence);
create index events_not_applied on :"schema".events (shard, state, sequence) where state <> 1;

create table :"schema".triggers (
    shard int not null,
    tenant text collate "C" not null,
    name text collate "C" not null,
    definition text not null,
    primary key (shard, tenant, name)
);

-- Erasures that wait for live calls to end.
create table :"schema".erasures (
    shard int not null,
    id bigint not null,
    tenant text not null,
    keys text,
    addresses text,
    primary key (shard, id)
);

-- What a host keeps beside its campaigns, such as access keys. It belongs to no shard.
create table :"schema".records (
    kind text collate "C" not null,
    id text collate "C" not null,
    tenant text collate "C",
    due bigint,
    json text not null,
    revision bigint not null,
    primary key (kind, id)
);
create index records_due on :"schema".records (kind, due, id) where due is not null;
create index records_tenant on :"schema".records (kind, tenant, id) where tenant is not null;

-- The current state of every job.
create view :"schema".current_jobs as
select
    j.shard, j.id, coalesce(v.lane, j.lane) as lane, case when v.job is null then j.state else 2::smallint end as state,
    coalesce(v.due, j.due) as due, coalesce(v.outcome_counts, j.outcome_counts) as outcome_counts, coalesce(v.number, j.number) as number,
    coalesce(v.step, j.step) as step, coalesce(v.tries, j.tries) as tries, coalesce(v.last_outcome, j.last_outcome) as last_outcome,
    coalesce(v.wishes, j.wishes) as wishes, coalesce(v.protocol, j.protocol) as protocol, coalesce(v.expires, j.expires) as expires,
    coalesce(v.since, j.since) as since, coalesce(v.aside, j.aside) as aside, coalesce(v.began, j.began) as began,
    coalesce(v.early, j.early) as early, coalesce(v.caller_id, j.caller_id) as caller_id
from :"schema".jobs j left join :"schema".live v on v.shard = j.shard and v.job = j.id;

-- Every attempt, live or not.
create view :"schema".all_attempts as
select
    shard, job, number, campaign, step, try, state, outcome, epoch, committed_at, ended_at, provider, provider_call_id, note,
    provider_status, occurred_at, content_hash, caller_number
from :"schema".attempts
union all
select
    shard, job, number, campaign, attempt_step, try, attempt_state, outcome, epoch, committed_at, ended_at, provider, provider_call_id,
    note, provider_status, occurred_at, content_hash, caller_number
from :"schema".live;
