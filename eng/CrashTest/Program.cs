using Campaigns.CrashTest;

return args switch
{
    [NodeRole.Name, .. var rest] => await NodeRole.RunAsync(rest),
    [ProviderRole.Name, .. var rest] => await ProviderRole.RunAsync(rest),
    _ => Arguments.TryRead(args, out var arguments) ? await CrashRun.RunAsync(arguments) : Arguments.Explain(),
};
