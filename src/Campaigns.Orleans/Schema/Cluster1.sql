-- Version 1 of the cluster's tables, beside those of the store. Run it with psql -v schema=campaigns -1 -f Cluster1.sql, or let the library
-- run it. The schema must exist.

-- One row: the version of these tables, and the number of shards, which never changes.
create table :"schema".cluster (
    only_row boolean primary key default true check (only_row),
    version int not null,
    shards int not null
);

-- Tenants whose shard is not the one that their hash tells.
create table :"schema".cluster_tenants (
    tenant text collate "C" primary key,
    shard int not null
);

-- The silos that can reach the database, each with its last sign of life by the clock of the database.
create table :"schema".cluster_silos (
    silo text collate "C" primary key,
    seen_at timestamptz not null
) with (fillfactor = 20);

-- Reports whose shard had no owner when they came. The next owner applies them.
create table :"schema".cluster_reports (
    shard int not null,
    id bigint generated always as identity,
    received_at timestamptz not null default clock_timestamp(),
    member text not null,
    arguments bytea not null,
    primary key (shard, id)
);

-- Who holds which units of the limits that shards divide: one row per cap. The row '' is about the shards, and its lock is the lock of all.
create table :"schema".cluster_quotas (
    cap text collate "C" primary key,
    total bigint not null,
    held boolean not null, -- of '': everything is held in all shards
    shards int[] not null,
    units bigint[] not null, -- by shard; of '': the epochs of the owners
    sequences bigint[] not null, -- of '': the newest reports
    until bigint[] not null, -- of '': when shares have ended; of a rate: when units have rested. In ticks of 100 ns since 1970
    resting bigint[] not null
) with (fillfactor = 50);
insert into :"schema".cluster_quotas values ('', 0, false, '{}', '{}', '{}', '{}', '{}');

-- The membership of the silos, as Microsoft.Orleans.Clustering.AdoNet reads and writes it: it takes its statements from orleansquery.
create table :"schema".orleansquery (
    querykey text primary key,
    querytext text not null
);

create table :"schema".orleansmembershipversiontable (
    deploymentid text primary key,
    timestamp timestamptz not null default now(),
    version int not null default 0
) with (fillfactor = 20);

create table :"schema".orleansmembershiptable (
    deploymentid text not null references :"schema".orleansmembershipversiontable,
    address text not null,
    port int not null,
    generation int not null,
    siloname text not null,
    hostname text not null,
    status int not null,
    proxyport int,
    suspecttimes text,
    starttime timestamptz not null,
    iamalivetime timestamptz not null,
    primary key (deploymentid, address, port, generation)
) with (fillfactor = 50);

-- Every change also raises the version, and only if nobody else has raised it since it was read: the row of the version is the lock.
insert into :"schema".orleansquery values
('InsertMembershipVersionKey', $q$
    with made as (insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1)
    select count(*)::int from made
$q$),
('InsertMembershipKey', $q$
    with raised as (
        update orleansmembershipversiontable set version = version + 1, timestamp = now()
        where deploymentid = @DeploymentId and version = @Version and not exists (
            select 1 from orleansmembershiptable
            where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning 1
    ), made as (
        insert into orleansmembershiptable
            (deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
        select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime from raised
        returning 1
    )
    select count(*)::int from made
$q$),
('UpdateMembershipKey', $q$
    with raised as (
        update orleansmembershipversiontable set version = version + 1, timestamp = now()
        where deploymentid = @DeploymentId and version = @Version and exists (
            select 1 from orleansmembershiptable
            where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
        returning 1
    ), changed as (
        update orleansmembershiptable set status = @Status, suspecttimes = @SuspectTimes, iamalivetime = @IAmAliveTime
        where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
            and exists (select 1 from raised)
        returning 1
    )
    select count(*)::int from changed
$q$),
('UpdateIAmAlivetimeKey', $q$
    update orleansmembershiptable set iamalivetime = @IAmAliveTime
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$q$),
('MembershipReadRowKey', $q$
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime,
        m.iamalivetime, v.version
    from orleansmembershipversiontable v left join orleansmembershiptable m
        on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
    where v.deploymentid = @DeploymentId
$q$),
('MembershipReadAllKey', $q$
    select v.deploymentid, m.address, m.port, m.generation, m.siloname, m.hostname, m.status, m.proxyport, m.suspecttimes, m.starttime,
        m.iamalivetime, v.version
    from orleansmembershipversiontable v left join orleansmembershiptable m on m.deploymentid = v.deploymentid
    where v.deploymentid = @DeploymentId
$q$),
('GatewaysQueryKey', $q$
    select address, proxyport, generation from orleansmembershiptable
    where deploymentid = @DeploymentId and status = @Status and proxyport > 0
$q$),
('DeleteMembershipTableEntriesKey', $q$
    delete from orleansmembershiptable where deploymentid = @DeploymentId;
    delete from orleansmembershipversiontable where deploymentid = @DeploymentId
$q$),
('CleanupDefunctSiloEntriesKey', $q$
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and starttime < @IAmAliveTime and status = 6 -- dead
$q$),
('CleanupDefunctSiloEntryKey', $q$
    delete from orleansmembershiptable
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation and status = 6
        and iamalivetime = @IAmAliveTime and starttime = @StartTime and coalesce(suspecttimes, '') = coalesce(@SuspectTimes, '')
$q$);
