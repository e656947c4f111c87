using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// What every store does, as named cases that any test framework can run. A store that passes all of them and the
/// <see cref="StoreModelRun"/> can carry the engine.
/// </summary>
public static class StoreContract
{
    /// <summary>All cases. Each makes a store of its own.</summary>
    public static IReadOnlyList<StoreContractCase> Cases { get; } =
    [
        .. OpeningCases.All,
        .. CommitCases.All,
        .. RefusalCases.All,
        .. EnrolmentCases.All,
        .. ContactCases.All,
        .. ExclusivityCases.All,
        .. DripCases.All,
        .. PageCases.All,
        .. PersonCases.All,
        .. ExpiryCases.All,
        .. HistoryCases.All,
        .. CallCases.All,
        .. ProviderCases.All,
        .. BusyCases.All,
        .. UsageCases.All,
        .. QueryCases.All,
        .. PurgeCases.All,
        .. EndedCases.All,
        .. DurableCases.All,
    ];
}

/// <summary>One promise of the store seam.</summary>
public sealed class StoreContractCase
{
    private readonly Func<StoreTrial, Task> _run;

    internal StoreContractCase(string name, Func<StoreTrial, Task> run, bool needsDurable = false)
    {
        Name = name;
        NeedsDurable = needsDurable;
        _run = run;
    }

    /// <summary>The promise, as a sentence.</summary>
    public string Name { get; }

    /// <summary>Whether only a store that declares itself durable has to keep it.</summary>
    public bool NeedsDurable { get; }

    /// <summary>Runs the case on a new store.</summary>
    /// <param name="fixture">Makes the store.</param>
    /// <returns>False when the promise is not asked of a store with these capabilities.</returns>
    /// <exception cref="StoreContractException">The store breaks the promise; the message says how.</exception>
    public async Task<bool> RunAsync(StoreFixture fixture)
    {
        ArgumentNullException.ThrowIfNull(fixture);
        var store = await fixture.CreateAsync();
        if (NeedsDurable && !store.Capabilities.Durable)
        {
            return false;
        }

        var trial = new StoreTrial(fixture, store);
        try
        {
            await trial.OpenAsync();
            await _run(trial);
            return true;
        }
        catch (Exception error) when (error is not StoreContractException)
        {
            throw new StoreContractException($"{fixture.Name}: {Name}: {error.Message}", error);
        }
        catch (StoreContractException broken)
        {
            throw new StoreContractException($"{fixture.Name}: {Name}: {broken.Message}", broken);
        }
    }

    /// <summary>The promise.</summary>
    public override string ToString() => Name;
}

/// <summary>A store does not do what the contract says.</summary>
public sealed class StoreContractException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The promise, what was expected and what came.</param>
    /// <param name="inner">The cause, if any.</param>
    public StoreContractException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
