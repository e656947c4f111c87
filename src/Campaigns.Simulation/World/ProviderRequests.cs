namespace Campaigns.Simulation;

/// <summary>Draws requests of an operator about providers and their reports.</summary>
internal sealed class ProviderRequests(SimulatedWorld world, RequestSender sender, Random random)
{
    public void Make()
    {
        var provider = world.Judge.Books.Providers.Values.ElementAt(random.Next(world.Judge.Books.Providers.Count));
        if (provider.CallerIds.Count > 0 && random.Next(2) == 0)
        {
            Change(provider.CallerIds[random.Next(provider.CallerIds.Count)]);
            return;
        }

        switch (random.Next(6))
        {
            case 0:
                Dismiss(world.Kernel.Wall - TimeSpan.FromMinutes(random.Next(0, 60)));
                break;
            case 1:
                Change(provider, new ProviderSettings { Switch = ProviderSwitch.Off });
                world.Kernel.After(world.UpTo(TimeSpan.FromHours(1)), () => Change(provider, null));
                break;
            case 2:
                Change(provider, null);
                break;
            case 3:
                CloseCircuit(provider);
                break;
            default:
                var health = random.Next(5) == 0 ? ProviderSwitch.On : ProviderSwitch.Automatic;
                Change(provider, ProviderPlan.DrawSettings(random) with { MaxConcurrent = random.Next(1, 6), Switch = health });
                break;
        }
    }

    private void Change(CallerIdFacts callerId)
    {
        switch (random.Next(3))
        {
            case 0:
                Change(callerId, new CallerIdSettings { Switch = ProviderSwitch.Off });
                world.Kernel.After(world.UpTo(TimeSpan.FromHours(1)), () => Change(callerId, null));
                break;
            case 1:
                Change(callerId, null);
                break;
            default:
                Change(callerId, ProviderPlan.DrawCallerId(random));
                break;
        }
    }

    private void Change(CallerIdFacts callerId, CallerIdSettings? settings) => sender.Ask(
        $"{callerId}",
        engine => settings is null
            ? engine.Operations.ResetCallerIdAsync(callerId.Provider, callerId.Number)
            : engine.Operations.ChangeCallerIdAsync(callerId.Provider, callerId.Number, settings),
        (issued, isAlone) =>
        {
            callerId.Settings.Acknowledge(issued);
            var isStored = callerId.Settings.Latest == (settings ?? callerId.Registered);
            world.Judge.Require(isStored || !isAlone, 8, () => $"a change of {callerId} was acknowledged but is not stored: {settings}");
        });

    /// <summary>Restores the registered settings of all providers and caller ids.</summary>
    public void Release()
    {
        foreach (var callerId in world.Judge.Books.Providers.Values.SelectMany(provider => provider.CallerIds))
        {
            sender.Insist(
                $"{callerId}", engine => engine.Operations.ResetCallerIdAsync(callerId.Provider, callerId.Number),
                (issued, _) => callerId.Settings.Acknowledge(issued));
        }

        foreach (var provider in world.Judge.Books.Providers.Values)
        {
            sender.Insist(
                $"{provider}", engine => engine.Operations.ResetProviderAsync(provider.Name),
                (issued, _) => provider.Settings.Acknowledge(issued));
        }
    }

    private void Change(ProviderFacts provider, ProviderSettings? settings) => sender.Ask(
        $"{provider}",
        engine => settings is null
            ? engine.Operations.ResetProviderAsync(provider.Name)
            : engine.Operations.ChangeProviderAsync(provider.Name, settings),
        (issued, isAlone) =>
        {
            provider.Settings.Acknowledge(issued);
            var isStored = provider.Settings.Latest == (settings ?? provider.Registered);
            world.Judge.Require(isStored || !isAlone, 8, () => $"a change of {provider} was acknowledged but is not stored: {settings}");
        });

    /// <summary>Closes a circuit, whether or not the provider works again.</summary>
    private void CloseCircuit(ProviderFacts provider)
    {
        provider.CircuitRequests++;
        sender.Ask($"{provider}", engine => engine.Operations.CloseCircuitAsync(provider.Name), (_, _) => End(), _ => End());

        void End()
        {
            provider.CircuitRequests--;
            provider.SentWhileDown.Clear(); // the breaker counts from zero again
        }
    }

    private void Dismiss(DateTimeOffset until)
    {
        world.Judge.Reports.Dismiss(until);
        sender.Ask("unmatched reports", engine => engine.Operations.DismissUnmatchedReportsAsync(until));
    }
}
