using System.Globalization;
namespace Campaigns.Scheduling;

/// <summary>The work of one channel: its providers and its ready contacts.</summary>
internal sealed class Route(string channel, int index, IProviderRouter? router)
{
    private RouteChoice[] _choices = [];
    private ProviderEntry[] _open = [];

    public string Channel { get; } = channel;

    /// <summary>The channel's number in this process, from 0.</summary>
    public int Index { get; } = index;

    public List<ProviderEntry> Providers { get; } = [];

    /// <summary>Tenants for which no usable provider is open, although others are; see <see cref="ChannelAvailability.Park"/>.</summary>
    public Queue<TenantChannel> Parked { get; } = [];

    public Dictionary<long, Tier> Tiers { get; } = [];

    public IndexedHeap<Tier> Ready { get; } = new();

    /// <summary>The key of a contact's address on the channel.</summary>
    /// <param name="tenant">The tenant's index.</param>
    /// <param name="contact">The contact.</param>
    public AddressKey KeyOf(int tenant, Contact contact) =>
        contact.OtherAddress(Channel) is { } text ? KeyOf(tenant, text) : new(tenant, Index, contact.Phone.Digits, null);

    /// <summary>The key of an address as text. On a channel that uses phone numbers, the text is in E.164 form.</summary>
    public AddressKey KeyOf(int tenant, string address) => Channels.UsesPhone(Channel)
        ? new(tenant, Index, ulong.Parse(address.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture), null)
        : new(tenant, Index, (ulong)address.GetHashCode(), address);

    public void Add(ProviderEntry provider)
    {
        provider.TakePlace(Providers.Count);
        Providers.Add(provider);
    }

    /// <summary>Adds a campaign and returns its queue, which it shares with the tenant's campaigns of the same rank.</summary>
    public TenantQueue Parent(CampaignEntry campaign, CampaignRank rank)
    {
        if (!Tiers.TryGetValue(rank.First, out var tier))
        {
            Tiers[rank.First] = tier = new Tier(this, rank.First);
        }

        var tenant = tier.LevelOf(rank).QueueOf(campaign.Tenant);
        tenant.Enter();
        return tenant;
    }

    /// <summary>Drops a tier that is empty.</summary>
    public void Drop(Tier tier) => Tiers.Remove(tier.First);

    public void Offer(Tier tier, long key) => Ready.Add(tier.Node, key);

    public void Withdraw(Tier tier) => Ready.Remove(tier.Node);

    /// <summary>Puts a tier that has had its turn behind all tiers with the same key.</summary>
    public void PutLast(Tier tier, long key) => Ready.SetLast(tier.Node, key);

    public void Add(TenantChannel parked) => Parked.Enqueue(parked);

    public TenantChannel TakeParked() => Parked.Dequeue();

    public void NoteDown(bool isDown) => WasDown = isDown;

    /// <summary>Whether the route was down in the previous step.</summary>
    public bool WasDown { get; private set; }

    /// <summary>Whether every provider is broken or turned off and no probe may go yet.</summary>
    public bool IsDown(long mono) =>
        Providers.Count > 0 && Providers.TrueForAll(provider => provider.StateAt(mono) is ProviderState.CircuitOpen or ProviderState.Off);

    /// <summary>Whether a provider can take an attempt now, other than the refused ones.</summary>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="refused">Providers to ignore.</param>
    /// <param name="tenant">The tenant's state on this channel, if it has one. Providers that are paused for the tenant count as
    /// closed.</param>
    public bool IsOpen(long mono, RefusedProviders refused = default, TenantChannel? tenant = null)
    {
        for (var i = 0; i < Providers.Count; i++)
        {
            if (Providers[i].IsOpen(mono) && !refused.Has(i) && tenant?.IsOpenAt(i, mono) != false)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Picks the provider for an attempt; one must be open. Prefers providers that have not refused the job.</summary>
    /// <param name="mono">The current time on the monotonic clock.</param>
    /// <param name="refused">The providers that have refused the job.</param>
    /// <param name="campaign">The campaign.</param>
    /// <param name="contact">The contact.</param>
    public ProviderEntry Pick(long mono, RefusedProviders refused, CampaignEntry campaign, Contact contact)
    {
        if (Providers.Count == 1)
        {
            return Providers[0];
        }

        var tenant = campaign.Tenant.FindChannel(this);
        var count = FindOpen(mono, refused.HasAny && !IsOpen(mono, refused, tenant) ? default : refused, tenant);
        return count == 1
            ? _open[0]
            : _open[router!.Pick(new RouteRequest(Channel, campaign.Row.Tenant, campaign.Id, contact), _choices.AsSpan(0, count))];
    }

    /// <summary>Sets a wake-up for each provider that opens by itself, while contacts wait and no provider is open.</summary>
    public void Watch(IndexedHeap<object> wakes, long mono)
    {
        if (Parked.Count == 0 && (Ready.Count == 0 || IsOpen(mono)))
        {
            return;
        }

        foreach (var provider in Providers)
        {
            if (provider.OpensAt(mono) is var opens && opens < long.MaxValue && opens > mono)
            {
                wakes.Set(provider.RateWake, opens);
            }
        }
    }

    /// <summary>Finds the open providers, or only the first one if there is no router.</summary>
    private int FindOpen(long mono, RefusedProviders refused, TenantChannel? tenant)
    {
        if (_open.Length != Providers.Count)
        {
            (_open, _choices) = (new ProviderEntry[Providers.Count], new RouteChoice[Providers.Count]);
        }

        var count = 0;
        for (var i = 0; i < Providers.Count; i++)
        {
            if (Providers[i].IsOpen(mono) && !refused.Has(i) && tenant?.IsOpenAt(i, mono) != false)
            {
                _open[count] = Providers[i];
                _choices[count++] = Providers[i].Choice;
                if (router is null)
                {
                    break; // without a router, the first open provider is used
                }
            }
        }

        return count;
    }
}
