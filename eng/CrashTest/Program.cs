using Campaigns.CrashTest;

return args switch
{
    [NodeRole.Name, .. var rest] => await NodeRole.RunAsync(rest),
    [ProviderRole.Name, .. var rest] => await ProviderRole.RunAsync(rest),
    [EventsRole.Name, .. var rest] => await EventsRole.RunAsync(rest),
    [BusyRole.Name] => BusyRole.Run(),
    _ => Arguments.TryRead(args, out var arguments)
        ? await (arguments.Events > 0 ? EventsRun.RunAsync(arguments) : Repetition.RunAsync(arguments))
        : Arguments.Explain(),
};
