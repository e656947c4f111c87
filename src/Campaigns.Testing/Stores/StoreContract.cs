using Campaigns.Storage;

namespace Campaigns.Testing;

/// <summary>
/// The required behavior of every store, as named cases that any test framework can run. The engine can use any store that passes all
/// cases and <see cref="StoreModelRun"/>.
/// </summary>
public static class StoreContract
{
    /// <summary>All cases. Each case creates its own store.</summary>
    public static IReadOnlyList<StoreContractCase> Cases { get; } =
    [
        .. OpeningCases.All,
        .. CommitCases.All,
        .. LeaseCases.All,
        .. LargeCommitCases.All,
        .. RefusalCases.All,
        .. EnrollmentCases.All,
        .. ContactCases.All,
        .. ExclusivityCases.All,
        .. DripCases.All,
        .. PageCases.All,
        .. PersonCases.All,
        .. SuppressionCases.All,
        .. ErasureCases.All,
        .. ExpiryCases.All,
        .. HistoryCases.All,
        .. CallCases.All,
        .. ResultCases.All,
        .. ProviderCases.All,
        .. CallerIdCases.All,
        .. BusyCases.All,
        .. UsageCases.All,
        .. EventCases.All,
        .. QueryCases.All,
        .. ListCases.All,
        .. FeedCases.All,
        .. PurgeCases.All,
        .. EndedCases.All,
        .. DurableCases.All,
    ];
}

/// <summary>One requirement on a store.</summary>
public sealed class StoreContractCase
{
    private readonly Func<StoreTrial, Task> _run;

    internal StoreContractCase(string name, Func<StoreTrial, Task> run, bool needsDurable = false)
    {
        Name = name;
        NeedsDurable = needsDurable;
        _run = run;
    }

    /// <summary>The requirement, as a sentence.</summary>
    public string Name { get; }

    /// <summary>Whether the requirement applies only to stores that declare themselves durable.</summary>
    public bool NeedsDurable { get; }

    /// <summary>Runs the case on a new store.</summary>
    /// <param name="fixture">Creates the store.</param>
    /// <returns>False if the requirement does not apply to a store with these capabilities.</returns>
    /// <exception cref="StoreContractException">The store violates the requirement. The message says how.</exception>
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

    /// <summary>The requirement.</summary>
    public override string ToString() => Name;
}

/// <summary>A store violates the store contract.</summary>
public sealed class StoreContractException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The requirement, the expected value and the actual value.</param>
    /// <param name="inner">The cause, if any.</param>
    public StoreContractException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
