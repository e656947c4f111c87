using System.Reflection;
using System.Runtime.Loader;
using Campaigns.Testing;

namespace Campaigns.Sabotages;

/// <summary>A sabotaged Core with the simulator bound to it, loaded beside the sound libraries of this process.</summary>
internal sealed class BrokenLibrary : AssemblyLoadContext
{
    private readonly Assembly _core;
    private readonly Type _options;
    private readonly MethodInfo _run;

    public BrokenLibrary(Stream core)
        : base(isCollectible: true)
    {
        _core = LoadFromStream(core);
        var simulation = LoadFromAssemblyPath(typeof(Simulator).Assembly.Location);
        _options = simulation.GetType(typeof(SimulationOptions).FullName!)!;
        _run = simulation.GetType(typeof(Simulator).FullName!)!.GetMethod(nameof(Simulator.Run))!;
    }

    /// <summary>Runs one seed.</summary>
    /// <returns>The broken promises, one line each; empty if all promises hold.</returns>
    public IReadOnlyList<string> Run(int seed)
    {
        var options = Activator.CreateInstance(_options)!;
        _options.GetProperty(nameof(SimulationOptions.Seed))!.SetValue(options, seed);
        try
        {
            var report = _run.Invoke(null, [options])!;
            return (IReadOnlyList<string>)report.GetType().GetProperty(nameof(SimulationReport.Violations))!.GetValue(report)!;
        }
        catch (TargetInvocationException failure)
        {
            return [$"the run fails: {failure.InnerException!.GetType().Name}: {failure.InnerException.Message}"];
        }
    }

    protected override Assembly? Load(AssemblyName name) => name.Name switch
    {
        "Campaigns.Core" => _core,
        // a second copy, bound to the broken Core
        "Campaigns.Testing" => LoadFromAssemblyPath(typeof(VirtualTimeProvider).Assembly.Location),
        _ => null,
    };
}
