--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: campaigns; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA campaigns;


--
-- Name: fence(integer, bigint, bigint, bigint, integer); Type: FUNCTION; Schema: campaigns; Owner: -
--

CREATE FUNCTION campaigns.fence(s integer, e bigint, n bigint, at bigint, lease integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'campaigns'
    AS $$
begin
    update shards
    set commit_no = n, committed_at = coalesce(at, committed_at), lease_until = clock_timestamp() + lease * interval '1 ms'
    where shard = s and epoch = e and commit_no = n - 1;
    if not found then
        raise exception 'another engine has taken over shard %', s using errcode = 'CF001';
    end if;
end
$$;


--
-- Name: must(bigint, integer, text); Type: FUNCTION; Schema: campaigns; Owner: -
--

CREATE FUNCTION campaigns.must(held bigint, wanted integer, what text) RETURNS void
    LANGUAGE plpgsql
    AS $$
begin
    if held <> wanted then
        raise exception 'the store holds % of % %', held, wanted, what using errcode = 'CF002';
    end if;
end
$$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: addresses; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.addresses (
    shard integer NOT NULL,
    address text NOT NULL COLLATE pg_catalog."C",
    job bigint NOT NULL
);


--
-- Name: attempts; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.attempts (
    shard integer NOT NULL,
    number integer NOT NULL,
    job bigint NOT NULL,
    campaign bigint NOT NULL,
    epoch bigint NOT NULL,
    committed_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    content_hash bigint NOT NULL,
    step smallint NOT NULL,
    try smallint NOT NULL,
    state smallint NOT NULL,
    outcome smallint NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    caller_number text,
    provider_call_id text COLLATE pg_catalog."C",
    note text,
    provider_status text
)
PARTITION BY RANGE (ended_at);


--
-- Name: live; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.live (
    shard integer NOT NULL,
    lane integer NOT NULL,
    job bigint NOT NULL,
    due bigint NOT NULL,
    outcome_counts bigint NOT NULL,
    expires bigint NOT NULL,
    since bigint NOT NULL,
    began bigint NOT NULL,
    campaign bigint NOT NULL,
    epoch bigint NOT NULL,
    committed_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    content_hash bigint NOT NULL,
    number integer NOT NULL,
    protocol integer NOT NULL,
    wishes integer NOT NULL,
    aside integer NOT NULL,
    early integer NOT NULL,
    caller_id integer NOT NULL,
    step smallint NOT NULL,
    tries smallint NOT NULL,
    last_outcome smallint NOT NULL,
    attempt_step smallint NOT NULL,
    try smallint NOT NULL,
    attempt_state smallint NOT NULL,
    outcome smallint NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    caller_number text,
    provider_call_id text COLLATE pg_catalog."C",
    note text,
    provider_status text
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='20000', autovacuum_vacuum_cost_delay='0', autovacuum_vacuum_insert_threshold='-1');


--
-- Name: all_attempts; Type: VIEW; Schema: campaigns; Owner: -
--

CREATE VIEW campaigns.all_attempts AS
 SELECT attempts.shard,
    attempts.job,
    attempts.number,
    attempts.campaign,
    attempts.step,
    attempts.try,
    attempts.state,
    attempts.outcome,
    attempts.epoch,
    attempts.committed_at,
    attempts.ended_at,
    attempts.provider,
    attempts.provider_call_id,
    attempts.note,
    attempts.provider_status,
    attempts.occurred_at,
    attempts.content_hash,
    attempts.caller_number
   FROM campaigns.attempts
UNION ALL
 SELECT live.shard,
    live.job,
    live.number,
    live.campaign,
    live.attempt_step AS step,
    live.try,
    live.attempt_state AS state,
    live.outcome,
    live.epoch,
    live.committed_at,
    live.ended_at,
    live.provider,
    live.provider_call_id,
    live.note,
    live.provider_status,
    live.occurred_at,
    live.content_hash,
    live.caller_number
   FROM campaigns.live;


--
-- Name: attempts_2026_11; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.attempts_2026_11 (
    shard integer NOT NULL,
    number integer NOT NULL,
    job bigint NOT NULL,
    campaign bigint NOT NULL,
    epoch bigint NOT NULL,
    committed_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    content_hash bigint NOT NULL,
    step smallint NOT NULL,
    try smallint NOT NULL,
    state smallint NOT NULL,
    outcome smallint NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    caller_number text,
    provider_call_id text COLLATE pg_catalog."C",
    note text,
    provider_status text
);


--
-- Name: attempts_2026_12; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.attempts_2026_12 (
    shard integer NOT NULL,
    number integer NOT NULL,
    job bigint NOT NULL,
    campaign bigint NOT NULL,
    epoch bigint NOT NULL,
    committed_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    content_hash bigint NOT NULL,
    step smallint NOT NULL,
    try smallint NOT NULL,
    state smallint NOT NULL,
    outcome smallint NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    caller_number text,
    provider_call_id text COLLATE pg_catalog."C",
    note text,
    provider_status text
);


--
-- Name: attempts_2027_01; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.attempts_2027_01 (
    shard integer NOT NULL,
    number integer NOT NULL,
    job bigint NOT NULL,
    campaign bigint NOT NULL,
    epoch bigint NOT NULL,
    committed_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    content_hash bigint NOT NULL,
    step smallint NOT NULL,
    try smallint NOT NULL,
    state smallint NOT NULL,
    outcome smallint NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    caller_number text,
    provider_call_id text COLLATE pg_catalog."C",
    note text,
    provider_status text
);


--
-- Name: attempts_other; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.attempts_other (
    shard integer NOT NULL,
    number integer NOT NULL,
    job bigint NOT NULL,
    campaign bigint NOT NULL,
    epoch bigint NOT NULL,
    committed_at bigint NOT NULL,
    ended_at bigint NOT NULL,
    occurred_at bigint NOT NULL,
    content_hash bigint NOT NULL,
    step smallint NOT NULL,
    try smallint NOT NULL,
    state smallint NOT NULL,
    outcome smallint NOT NULL,
    provider text NOT NULL COLLATE pg_catalog."C",
    caller_number text,
    provider_call_id text COLLATE pg_catalog."C",
    note text,
    provider_status text
);


--
-- Name: busy; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.busy (
    shard integer NOT NULL,
    job bigint NOT NULL,
    until bigint NOT NULL,
    within bigint NOT NULL,
    number integer NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL,
    address text NOT NULL
);


--
-- Name: caller_ids; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.caller_ids (
    shard integer NOT NULL,
    id integer NOT NULL,
    provider text NOT NULL,
    number text NOT NULL,
    settings text
);


--
-- Name: campaigns; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.campaigns (
    shard integer NOT NULL,
    id bigint NOT NULL,
    exclusivity bigint,
    created_at bigint NOT NULL,
    started_at bigint,
    ended_at bigint,
    state smallint NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    key text COLLATE pg_catalog."C",
    definition text NOT NULL,
    settings text NOT NULL,
    versions text,
    enrollments text
)
WITH (fillfactor='70');


--
-- Name: changes; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.changes (
    shard integer NOT NULL,
    sequence bigint NOT NULL,
    at bigint NOT NULL,
    kind bigint NOT NULL,
    campaign bigint NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    payload text NOT NULL
);


--
-- Name: channels; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.channels (
    shard integer NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    channel text NOT NULL COLLATE pg_catalog."C",
    unavailable text NOT NULL
);


--
-- Name: contacts; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.contacts (
    shard integer NOT NULL,
    id bigint NOT NULL,
    campaign bigint NOT NULL,
    scope bigint NOT NULL,
    phone bigint,
    key text NOT NULL COLLATE pg_catalog."C",
    zone text,
    addresses text,
    data text,
    protocol text
);


--
-- Name: counters; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.counters (
    shard integer NOT NULL,
    lane integer NOT NULL,
    counter integer NOT NULL,
    value bigint NOT NULL
)
WITH (fillfactor='30');


--
-- Name: jobs; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.jobs (
    shard integer NOT NULL,
    lane integer NOT NULL,
    id bigint NOT NULL,
    due bigint NOT NULL,
    outcome_counts bigint NOT NULL,
    expires bigint NOT NULL,
    since bigint NOT NULL,
    began bigint NOT NULL,
    number integer NOT NULL,
    protocol integer NOT NULL,
    wishes integer NOT NULL,
    aside integer NOT NULL,
    early integer NOT NULL,
    caller_id integer NOT NULL,
    state smallint NOT NULL,
    step smallint NOT NULL,
    tries smallint NOT NULL,
    last_outcome smallint NOT NULL
)
WITH (fillfactor='80');


--
-- Name: current_jobs; Type: VIEW; Schema: campaigns; Owner: -
--

CREATE VIEW campaigns.current_jobs AS
 SELECT j.shard,
    j.id,
    COALESCE(v.lane, j.lane) AS lane,
        CASE
            WHEN (v.job IS NULL) THEN j.state
            ELSE (2)::smallint
        END AS state,
    COALESCE(v.due, j.due) AS due,
    COALESCE(v.outcome_counts, j.outcome_counts) AS outcome_counts,
    COALESCE(v.number, j.number) AS number,
    COALESCE(v.step, j.step) AS step,
    COALESCE(v.tries, j.tries) AS tries,
    COALESCE(v.last_outcome, j.last_outcome) AS last_outcome,
    COALESCE(v.wishes, j.wishes) AS wishes,
    COALESCE(v.protocol, j.protocol) AS protocol,
    COALESCE(v.expires, j.expires) AS expires,
    COALESCE(v.since, j.since) AS since,
    COALESCE(v.aside, j.aside) AS aside,
    COALESCE(v.began, j.began) AS began,
    COALESCE(v.early, j.early) AS early,
    COALESCE(v.caller_id, j.caller_id) AS caller_id
   FROM (campaigns.jobs j
     LEFT JOIN campaigns.live v ON (((v.shard = j.shard) AND (v.job = j.id))));


--
-- Name: erasures; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.erasures (
    shard integer NOT NULL,
    id bigint NOT NULL,
    tenant text NOT NULL,
    keys text,
    addresses text
);


--
-- Name: events; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.events (
    shard integer NOT NULL,
    sequence bigint NOT NULL,
    occurred_at bigint,
    campaign bigint,
    received_at bigint NOT NULL,
    affected integer NOT NULL,
    state smallint NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    type text NOT NULL,
    contact_key text,
    address text,
    channel text,
    data text,
    reason text,
    failed_triggers text
);


--
-- Name: former_contacts; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.former_contacts (
    shard integer NOT NULL,
    job bigint NOT NULL,
    phone bigint,
    last integer NOT NULL,
    zone text,
    addresses text,
    data text
);


--
-- Name: lanes; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.lanes (
    shard integer NOT NULL,
    id integer NOT NULL,
    campaign bigint NOT NULL,
    kind smallint NOT NULL,
    zone text NOT NULL,
    channel text NOT NULL,
    hours text
);


--
-- Name: providers; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.providers (
    shard integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    settings text NOT NULL,
    revision bigint NOT NULL
);


--
-- Name: records; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.records (
    kind text NOT NULL COLLATE pg_catalog."C",
    id text NOT NULL COLLATE pg_catalog."C",
    tenant text COLLATE pg_catalog."C",
    due bigint,
    json text NOT NULL,
    revision bigint NOT NULL
);


--
-- Name: reports; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.reports (
    shard integer NOT NULL,
    id bigint NOT NULL,
    received_at bigint NOT NULL,
    epoch bigint NOT NULL,
    seen_until bigint NOT NULL,
    report text NOT NULL
);


--
-- Name: results; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.results (
    shard integer NOT NULL,
    number integer NOT NULL,
    job bigint NOT NULL,
    ring_time bigint,
    talk_time bigint,
    call_back_at bigint,
    occurred_at bigint NOT NULL,
    answered_by smallint,
    opt_out smallint,
    cost text,
    currency text,
    recording text,
    transcript text,
    data text
);


--
-- Name: schema_version; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.schema_version (
    version integer NOT NULL
);


--
-- Name: shards; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.shards (
    shard integer NOT NULL,
    epoch bigint NOT NULL,
    commit_no bigint NOT NULL,
    committed_at bigint,
    lease_until timestamp with time zone NOT NULL,
    owner bigint NOT NULL,
    holder text NOT NULL,
    stamp bigint NOT NULL,
    last_campaign bigint NOT NULL,
    last_job bigint NOT NULL,
    last_event bigint DEFAULT 0 NOT NULL,
    trimmed_change bigint DEFAULT 0 NOT NULL,
    lead bigint DEFAULT 0 NOT NULL,
    last_lane integer DEFAULT 0 NOT NULL,
    suppression_key bytea NOT NULL
)
WITH (fillfactor='20');


--
-- Name: subscriptions; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.subscriptions (
    shard integer NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    tenant text,
    campaign bigint,
    kinds bigint NOT NULL,
    "position" bigint NOT NULL
);


--
-- Name: suppressions; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.suppressions (
    shard integer NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    hash bytea NOT NULL,
    is_key boolean NOT NULL,
    channel text NOT NULL COLLATE pg_catalog."C",
    text text,
    added_at bigint,
    reason smallint NOT NULL
);


--
-- Name: tenants; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.tenants (
    shard integer NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    held boolean NOT NULL,
    settings text NOT NULL,
    reason text,
    revision bigint NOT NULL,
    held_since bigint,
    last_commit bigint
);


--
-- Name: triggers; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.triggers (
    shard integer NOT NULL,
    tenant text NOT NULL COLLATE pg_catalog."C",
    name text NOT NULL COLLATE pg_catalog."C",
    definition text NOT NULL
);


--
-- Name: usage; Type: TABLE; Schema: campaigns; Owner: -
--

CREATE TABLE campaigns.usage (
    shard integer NOT NULL,
    scope smallint NOT NULL,
    since bigint NOT NULL,
    value bigint NOT NULL,
    pending bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    quota text NOT NULL COLLATE pg_catalog."C"
)
WITH (fillfactor='30');


--
-- Name: attempts_2026_11; Type: TABLE ATTACH; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.attempts ATTACH PARTITION campaigns.attempts_2026_11 FOR VALUES FROM ('639290880000000000') TO ('639316800000000000');


--
-- Name: attempts_2026_12; Type: TABLE ATTACH; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.attempts ATTACH PARTITION campaigns.attempts_2026_12 FOR VALUES FROM ('639316800000000000') TO ('639343584000000000');


--
-- Name: attempts_2027_01; Type: TABLE ATTACH; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.attempts ATTACH PARTITION campaigns.attempts_2027_01 FOR VALUES FROM ('639343584000000000') TO ('639370368000000000');


--
-- Name: attempts_other; Type: TABLE ATTACH; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.attempts ATTACH PARTITION campaigns.attempts_other DEFAULT;


--
-- Data for Name: addresses; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: attempts_2026_11; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 1, 1, 1, 639316184258916239, 639316184259633140, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-1-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 2, 1, 1, 639316184259407256, 639316184259732716, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-2-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 3, 1, 1, 639316184259516251, 639316184259732716, 0, 0, 0, 1, 5, 6, 'line', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 6, 1, 1, 639316184259979680, 639316184259996275, 0, 0, 0, 1, 5, 6, 'line', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 4, 1, 1, 639316184259732716, 639316184260013691, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-4-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 5, 1, 1, 639316184259896294, 639316184260091716, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-5-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 9, 1, 1, 639316184260263729, 639316184260281514, 0, 0, 0, 1, 5, 6, 'line', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 7, 1, 1, 639316184260091716, 639316184260301704, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-7-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 8, 1, 1, 639316184260180115, 639316184260376146, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-8-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 10, 1, 1, 639316184260376146, 639316184260570307, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-10-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 12, 1, 1, 639316184260586892, 639316184260605196, 0, 0, 0, 1, 5, 6, 'line', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 11, 1, 1, 639316184260495719, 639316184260691944, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-11-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 15, 1, 1, 639316184260859708, 639316184260874761, 0, 0, 0, 1, 5, 6, 'line', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 13, 1, 1, 639316184260691944, 639316184260893415, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-13-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 14, 1, 1, 639316184260776914, 639316184261446156, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-14-1', NULL, NULL);
INSERT INTO campaigns.attempts_2026_11 VALUES (0, 1, 16, 1, 1, 639316184260949993, 639316184261446156, 0, 0, 0, 1, 5, 6, 'line', NULL, 'call-20fa2465e6ef759e-16-1', NULL, NULL);


--
-- Data for Name: attempts_2026_12; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: attempts_2027_01; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: attempts_other; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: busy; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: caller_ids; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: campaigns; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.campaigns VALUES (0, 1, NULL, 639316184256369122, 639316184258102830, NULL, 2, 'default', 'faults', '{"Name":"faults","Steps":[{"$type":"contact","Channel":"voice","IsTemplate":false,"Format":"Text","Retry":{"Attempts":1,"Delay":{"Delays":["00:10:00"],"Factor":1,"Cap":"365.00:00:00","Jitter":0},"Rules":{}},"Timeout":"00:30:00"}],"Data":{},"Key":"faults","Tenant":"default","Priority":{"Value":50},"MaxConcurrent":16,"Weight":1,"KeepOpen":true,"Rate":{"Count":150,"Per":"00:00:01","Burst":1},"Quotas":[],"Overdue":{"Action":"CallNow","MaxLateness":"00:00:00","Over":"00:00:00"},"Zone":"Etc/UTC"}', '{"Priority":50,"MaxConcurrent":16,"Weight":1,"KeepOpen":true,"Rate":{"Count":150,"Per":"00:00:01","Burst":1},"Quotas":[],"Overdue":{"Action":"CallNow","MaxLateness":"00:00:00","Over":"00:00:00"},"Zone":"Etc/UTC","Revision":0}', NULL, NULL);


--
-- Data for Name: changes; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: channels; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: contacts; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.contacts VALUES (0, 1, 1, -1, 15550000000, 'p0', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 2, 1, -1, 15550000001, 'p1', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 3, 1, -1, 15550000002, 'p2', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 4, 1, -1, 15550000003, 'p3', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 5, 1, -1, 15550000004, 'p4', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 6, 1, -1, 15550000005, 'p5', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 7, 1, -1, 15550000006, 'p6', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 8, 1, -1, 15550000007, 'p7', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 9, 1, -1, 15550000008, 'p8', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 10, 1, -1, 15550000009, 'p9', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 11, 1, -1, 15550000010, 'p10', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 12, 1, -1, 15550000011, 'p11', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 13, 1, -1, 15550000012, 'p12', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 14, 1, -1, 15550000013, 'p13', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 15, 1, -1, 15550000014, 'p14', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 16, 1, -1, 15550000015, 'p15', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 17, 1, -1, 15550000016, 'p16', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 18, 1, -1, 15550000017, 'p17', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 19, 1, -1, 15550000018, 'p18', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 20, 1, -1, 15550000019, 'p19', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 21, 1, -1, 15550000020, 'p20', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 22, 1, -1, 15550000021, 'p21', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 23, 1, -1, 15550000022, 'p22', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 24, 1, -1, 15550000023, 'p23', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 25, 1, -1, 15550000024, 'p24', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 26, 1, -1, 15550000025, 'p25', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 27, 1, -1, 15550000026, 'p26', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 28, 1, -1, 15550000027, 'p27', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 29, 1, -1, 15550000028, 'p28', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 30, 1, -1, 15550000029, 'p29', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 31, 1, -1, 15550000030, 'p30', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 32, 1, -1, 15550000031, 'p31', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 33, 1, -1, 15550000032, 'p32', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 34, 1, -1, 15550000033, 'p33', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 35, 1, -1, 15550000034, 'p34', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 36, 1, -1, 15550000035, 'p35', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 37, 1, -1, 15550000036, 'p36', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 38, 1, -1, 15550000037, 'p37', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 39, 1, -1, 15550000038, 'p38', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 40, 1, -1, 15550000039, 'p39', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 41, 1, -1, 15550000040, 'p40', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 42, 1, -1, 15550000041, 'p41', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 43, 1, -1, 15550000042, 'p42', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 44, 1, -1, 15550000043, 'p43', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 45, 1, -1, 15550000044, 'p44', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 46, 1, -1, 15550000045, 'p45', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 47, 1, -1, 15550000046, 'p46', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 48, 1, -1, 15550000047, 'p47', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 49, 1, -1, 15550000048, 'p48', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 50, 1, -1, 15550000049, 'p49', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 51, 1, -1, 15550000050, 'p50', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 52, 1, -1, 15550000051, 'p51', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 53, 1, -1, 15550000052, 'p52', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 54, 1, -1, 15550000053, 'p53', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 55, 1, -1, 15550000054, 'p54', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 56, 1, -1, 15550000055, 'p55', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 57, 1, -1, 15550000056, 'p56', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 58, 1, -1, 15550000057, 'p57', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 59, 1, -1, 15550000058, 'p58', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 60, 1, -1, 15550000059, 'p59', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 61, 1, -1, 15550000060, 'p60', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 62, 1, -1, 15550000061, 'p61', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 63, 1, -1, 15550000062, 'p62', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 64, 1, -1, 15550000063, 'p63', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 65, 1, -1, 15550000064, 'p64', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 66, 1, -1, 15550000065, 'p65', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 67, 1, -1, 15550000066, 'p66', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 68, 1, -1, 15550000067, 'p67', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 69, 1, -1, 15550000068, 'p68', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 70, 1, -1, 15550000069, 'p69', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 71, 1, -1, 15550000070, 'p70', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 72, 1, -1, 15550000071, 'p71', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 73, 1, -1, 15550000072, 'p72', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 74, 1, -1, 15550000073, 'p73', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 75, 1, -1, 15550000074, 'p74', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 76, 1, -1, 15550000075, 'p75', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 77, 1, -1, 15550000076, 'p76', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 78, 1, -1, 15550000077, 'p77', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 79, 1, -1, 15550000078, 'p78', NULL, NULL, NULL, NULL);
INSERT INTO campaigns.contacts VALUES (0, 80, 1, -1, 15550000079, 'p79', NULL, NULL, NULL, NULL);


--
-- Data for Name: counters; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.counters VALUES (0, 1, 0, 63);
INSERT INTO campaigns.counters VALUES (0, 1, 2, 1);
INSERT INTO campaigns.counters VALUES (0, 1, 3, 16);
INSERT INTO campaigns.counters VALUES (0, 1, 18, 16);


--
-- Data for Name: erasures; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: events; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.events VALUES (0, 1, NULL, NULL, 639316184260998316, 0, 2, 'default', 'event 1', 'reply', NULL, NULL, NULL, NULL, 'the event names nobody, and no trigger matches it', NULL);


--
-- Data for Name: former_contacts; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: jobs; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.jobs VALUES (0, 1, 17, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 18, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 19, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 21, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 23, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 26, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 28, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 29, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 31, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 32, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 33, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 34, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 35, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 36, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 37, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 38, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 39, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 2, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 3, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 41, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 42, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 43, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 44, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 46, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 47, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 48, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 49, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 50, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 51, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 52, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 6, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 4, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 5, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 9, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 8, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 10, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 12, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 11, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 15, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 13, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 14, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 16, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 1, 6);
INSERT INTO campaigns.jobs VALUES (0, 1, 54, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 55, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 56, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 57, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 58, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 59, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 60, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 61, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 62, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 63, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 64, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 65, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 66, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 67, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 68, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 69, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 70, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 71, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 73, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 74, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 75, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 76, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 78, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 79, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
INSERT INTO campaigns.jobs VALUES (0, 1, 80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);


--
-- Data for Name: lanes; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.lanes VALUES (0, 1, 1, 0, '', 'voice', NULL);


--
-- Data for Name: live; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.live VALUES (0, 1, 17, 0, 0, 0, 0, 0, 1, 1, 639316184261446156, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 'line', NULL, 'call-20fa2465e6ef759e-17-1', NULL, NULL);


--
-- Data for Name: providers; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: records; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: reports; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: results; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: schema_version; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.schema_version VALUES (1);


--
-- Data for Name: shards; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.shards VALUES (0, 1, 40, 639316184261465613, '-infinity', -4373344093062566855, 'process 17774 on vm, since 2026-11-30T06:53:45Z', 2376251773476107678, 1, 80, 1, 0, 0, 1, '\x38f669d91fae5b68fe866ee61946ecd7');


--
-- Data for Name: subscriptions; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: suppressions; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: tenants; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.tenants VALUES (0, 'acme', true, '{"MaxConcurrent":2147483647,"Quotas":[],"Weight":1,"Caps":[],"CoolDown":"00:00:00","OptOuts":"AllChannels","CoolDownScope":"Person","LeastPause":"00:00:00","LeastPauseScope":"Person","Data":{}}', NULL, 0, 639316184260908741, NULL);


--
-- Data for Name: triggers; Type: TABLE DATA; Schema: campaigns; Owner: -
--



--
-- Data for Name: usage; Type: TABLE DATA; Schema: campaigns; Owner: -
--

INSERT INTO campaigns.usage VALUES (0, 2, 0, 639316184261531960, 0, '1', '');


--
-- Name: addresses addresses_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (shard, address, job);


--
-- Name: busy busy_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.busy
    ADD CONSTRAINT busy_pkey PRIMARY KEY (shard, job, number);


--
-- Name: caller_ids caller_ids_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.caller_ids
    ADD CONSTRAINT caller_ids_pkey PRIMARY KEY (shard, id);


--
-- Name: campaigns campaigns_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.campaigns
    ADD CONSTRAINT campaigns_pkey PRIMARY KEY (shard, id);


--
-- Name: changes changes_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.changes
    ADD CONSTRAINT changes_pkey PRIMARY KEY (shard, sequence);


--
-- Name: channels channels_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.channels
    ADD CONSTRAINT channels_pkey PRIMARY KEY (shard, tenant, channel);


--
-- Name: contacts contacts_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.contacts
    ADD CONSTRAINT contacts_pkey PRIMARY KEY (shard, id);


--
-- Name: counters counters_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (shard, lane, counter);


--
-- Name: erasures erasures_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.erasures
    ADD CONSTRAINT erasures_pkey PRIMARY KEY (shard, id);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (shard, sequence);


--
-- Name: former_contacts former_contacts_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.former_contacts
    ADD CONSTRAINT former_contacts_pkey PRIMARY KEY (shard, job, last);


--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (shard, id);


--
-- Name: lanes lanes_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.lanes
    ADD CONSTRAINT lanes_pkey PRIMARY KEY (shard, id);


--
-- Name: live live_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.live
    ADD CONSTRAINT live_pkey PRIMARY KEY (shard, job);


--
-- Name: providers providers_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.providers
    ADD CONSTRAINT providers_pkey PRIMARY KEY (shard, name);


--
-- Name: records records_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.records
    ADD CONSTRAINT records_pkey PRIMARY KEY (kind, id);


--
-- Name: reports reports_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.reports
    ADD CONSTRAINT reports_pkey PRIMARY KEY (shard, id);


--
-- Name: results results_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.results
    ADD CONSTRAINT results_pkey PRIMARY KEY (shard, job, number);


--
-- Name: shards shards_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.shards
    ADD CONSTRAINT shards_pkey PRIMARY KEY (shard);


--
-- Name: subscriptions subscriptions_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (shard, name);


--
-- Name: suppressions suppressions_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.suppressions
    ADD CONSTRAINT suppressions_pkey PRIMARY KEY (shard, tenant, hash, is_key, channel);


--
-- Name: tenants tenants_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.tenants
    ADD CONSTRAINT tenants_pkey PRIMARY KEY (shard, tenant);


--
-- Name: triggers triggers_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.triggers
    ADD CONSTRAINT triggers_pkey PRIMARY KEY (shard, tenant, name);


--
-- Name: usage usage_pkey; Type: CONSTRAINT; Schema: campaigns; Owner: -
--

ALTER TABLE ONLY campaigns.usage
    ADD CONSTRAINT usage_pkey PRIMARY KEY (shard, scope, name, quota, since);


--
-- Name: attempts_by_end; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_by_end ON ONLY campaigns.attempts USING btree (shard, campaign, ended_at, job, number);


--
-- Name: attempts_2026_11_shard_campaign_ended_at_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2026_11_shard_campaign_ended_at_job_number_idx ON campaigns.attempts_2026_11 USING btree (shard, campaign, ended_at, job, number);


--
-- Name: attempts_by_job; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_by_job ON ONLY campaigns.attempts USING btree (shard, job, number);


--
-- Name: attempts_2026_11_shard_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2026_11_shard_job_number_idx ON campaigns.attempts_2026_11 USING btree (shard, job, number);


--
-- Name: attempts_by_call; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_by_call ON ONLY campaigns.attempts USING btree (shard, provider, provider_call_id, committed_at) WHERE (provider_call_id IS NOT NULL);


--
-- Name: attempts_2026_11_shard_provider_provider_call_id_committed__idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2026_11_shard_provider_provider_call_id_committed__idx ON campaigns.attempts_2026_11 USING btree (shard, provider, provider_call_id, committed_at) WHERE (provider_call_id IS NOT NULL);


--
-- Name: attempts_2026_12_shard_campaign_ended_at_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2026_12_shard_campaign_ended_at_job_number_idx ON campaigns.attempts_2026_12 USING btree (shard, campaign, ended_at, job, number);


--
-- Name: attempts_2026_12_shard_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2026_12_shard_job_number_idx ON campaigns.attempts_2026_12 USING btree (shard, job, number);


--
-- Name: attempts_2026_12_shard_provider_provider_call_id_committed__idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2026_12_shard_provider_provider_call_id_committed__idx ON campaigns.attempts_2026_12 USING btree (shard, provider, provider_call_id, committed_at) WHERE (provider_call_id IS NOT NULL);


--
-- Name: attempts_2027_01_shard_campaign_ended_at_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2027_01_shard_campaign_ended_at_job_number_idx ON campaigns.attempts_2027_01 USING btree (shard, campaign, ended_at, job, number);


--
-- Name: attempts_2027_01_shard_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2027_01_shard_job_number_idx ON campaigns.attempts_2027_01 USING btree (shard, job, number);


--
-- Name: attempts_2027_01_shard_provider_provider_call_id_committed__idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_2027_01_shard_provider_provider_call_id_committed__idx ON campaigns.attempts_2027_01 USING btree (shard, provider, provider_call_id, committed_at) WHERE (provider_call_id IS NOT NULL);


--
-- Name: attempts_other_shard_campaign_ended_at_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_other_shard_campaign_ended_at_job_number_idx ON campaigns.attempts_other USING btree (shard, campaign, ended_at, job, number);


--
-- Name: attempts_other_shard_job_number_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_other_shard_job_number_idx ON campaigns.attempts_other USING btree (shard, job, number);


--
-- Name: attempts_other_shard_provider_provider_call_id_committed_at_idx; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX attempts_other_shard_provider_provider_call_id_committed_at_idx ON campaigns.attempts_other USING btree (shard, provider, provider_call_id, committed_at) WHERE (provider_call_id IS NOT NULL);


--
-- Name: campaigns_by_end; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX campaigns_by_end ON campaigns.campaigns USING btree (shard, tenant, ended_at NULLS FIRST, id) WHERE (state >= 4);


--
-- Name: campaigns_by_exclusivity; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX campaigns_by_exclusivity ON campaigns.campaigns USING btree (shard, exclusivity, id) WHERE (exclusivity IS NOT NULL);


--
-- Name: campaigns_by_key; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX campaigns_by_key ON campaigns.campaigns USING btree (shard, tenant, key, id) WHERE (key IS NOT NULL);


--
-- Name: campaigns_by_tenant; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX campaigns_by_tenant ON campaigns.campaigns USING btree (shard, tenant, id);


--
-- Name: campaigns_open; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX campaigns_open ON campaigns.campaigns USING btree (shard, id) WHERE (state < 4);


--
-- Name: contacts_by_campaign; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX contacts_by_campaign ON campaigns.contacts USING btree (shard, campaign, id);


--
-- Name: contacts_by_key; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE UNIQUE INDEX contacts_by_key ON campaigns.contacts USING btree (shard, scope, key, campaign);


--
-- Name: contacts_by_phone; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX contacts_by_phone ON campaigns.contacts USING btree (shard, phone) WHERE (phone IS NOT NULL);


--
-- Name: contacts_given_up; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX contacts_given_up ON campaigns.contacts USING btree (shard, key) WHERE (scope < '-4611686018427387904'::bigint);


--
-- Name: events_by_id; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE UNIQUE INDEX events_by_id ON campaigns.events USING btree (shard, tenant, id);


--
-- Name: events_by_tenant; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX events_by_tenant ON campaigns.events USING btree (shard, tenant, sequence);


--
-- Name: events_not_applied; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX events_not_applied ON campaigns.events USING btree (shard, state, sequence) WHERE (state <> 1);


--
-- Name: jobs_expiring; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX jobs_expiring ON campaigns.jobs USING btree (shard, lane, expires, id) WHERE ((expires > 0) AND (state <= 1));


--
-- Name: jobs_live; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX jobs_live ON campaigns.jobs USING btree (shard, id) WHERE (state = 2);


--
-- Name: jobs_new; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX jobs_new ON campaigns.jobs USING btree (shard, lane, id) WHERE (state = 0);


--
-- Name: jobs_waiting; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX jobs_waiting ON campaigns.jobs USING btree (shard, lane, due, id) WHERE (state = 1);


--
-- Name: lanes_by_campaign; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX lanes_by_campaign ON campaigns.lanes USING btree (shard, campaign, id);


--
-- Name: live_by_call; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX live_by_call ON campaigns.live USING btree (shard, provider, provider_call_id) WHERE (provider_call_id IS NOT NULL);


--
-- Name: records_due; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX records_due ON campaigns.records USING btree (kind, due, id) WHERE (due IS NOT NULL);


--
-- Name: records_tenant; Type: INDEX; Schema: campaigns; Owner: -
--

CREATE INDEX records_tenant ON campaigns.records USING btree (kind, tenant, id) WHERE (tenant IS NOT NULL);


--
-- Name: attempts_2026_11_shard_campaign_ended_at_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_end ATTACH PARTITION campaigns.attempts_2026_11_shard_campaign_ended_at_job_number_idx;


--
-- Name: attempts_2026_11_shard_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_job ATTACH PARTITION campaigns.attempts_2026_11_shard_job_number_idx;


--
-- Name: attempts_2026_11_shard_provider_provider_call_id_committed__idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_call ATTACH PARTITION campaigns.attempts_2026_11_shard_provider_provider_call_id_committed__idx;


--
-- Name: attempts_2026_12_shard_campaign_ended_at_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_end ATTACH PARTITION campaigns.attempts_2026_12_shard_campaign_ended_at_job_number_idx;


--
-- Name: attempts_2026_12_shard_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_job ATTACH PARTITION campaigns.attempts_2026_12_shard_job_number_idx;


--
-- Name: attempts_2026_12_shard_provider_provider_call_id_committed__idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_call ATTACH PARTITION campaigns.attempts_2026_12_shard_provider_provider_call_id_committed__idx;


--
-- Name: attempts_2027_01_shard_campaign_ended_at_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_end ATTACH PARTITION campaigns.attempts_2027_01_shard_campaign_ended_at_job_number_idx;


--
-- Name: attempts_2027_01_shard_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_job ATTACH PARTITION campaigns.attempts_2027_01_shard_job_number_idx;


--
-- Name: attempts_2027_01_shard_provider_provider_call_id_committed__idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_call ATTACH PARTITION campaigns.attempts_2027_01_shard_provider_provider_call_id_committed__idx;


--
-- Name: attempts_other_shard_campaign_ended_at_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_end ATTACH PARTITION campaigns.attempts_other_shard_campaign_ended_at_job_number_idx;


--
-- Name: attempts_other_shard_job_number_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_job ATTACH PARTITION campaigns.attempts_other_shard_job_number_idx;


--
-- Name: attempts_other_shard_provider_provider_call_id_committed_at_idx; Type: INDEX ATTACH; Schema: campaigns; Owner: -
--

ALTER INDEX campaigns.attempts_by_call ATTACH PARTITION campaigns.attempts_other_shard_provider_provider_call_id_committed_at_idx;


--
-- PostgreSQL database dump complete
--

