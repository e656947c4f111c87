namespace Campaigns.Sabotages;

/// <summary>Who may be contacted at all: channels of tenants, and one running job for each contact.</summary>
internal static class AccessBugs
{
    private const string Channel = "Scheduling/Sequences/TenantChannel.cs";
    private const string Exclusive = "Scheduling/Sequences/ExclusiveDesk.cs";

    public static IReadOnlyList<Sabotage> All { get; } =
    [
        new(
            "unavailable channel used",
            "a tenant is served on a channel that it was said not to have",
            Channel,
            "public bool IsOpen(long mono) => Stated is null && _found.IsOpen(mono);",
            "public bool IsOpen(long mono) => _found.IsOpen(mono);"),
        new(
            "channel comes back unnoticed",
            "what waits for a channel is not woken when it is back",
            "Scheduling/Sequences/ChannelDesk.cs",
            "        channel.State(row.Unavailable, state.Now.Mono);\n        Refresh(channel);",
            "        channel.State(row.Unavailable, state.Now.Mono);"),
        new(
            "channel comes back at full speed",
            "all that has waited for a channel is sent at once",
            Channel,
            "            _found.Restore(mono);",
            "            _ = mono;"),
    ];
}
