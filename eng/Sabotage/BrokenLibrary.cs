using System.Reflection;
using System.Runtime.Loader;
using Campaigns.InMemory;
using Campaigns.Testing;

namespace Campaigns.Sabotages;

/// <summary>A sabotaged Core with the simulator bound to it, loaded beside the sound libraries of this process.</summary>
internal sealed class BrokenLibrary : AssemblyLoadContext
{
    private readonly Assembly _broken;
    private readonly Type _options;
    private readonly MethodInfo _run;

    public BrokenLibrary(Stream broken)
        : base(isCollectible: true)
    {
        _broken = LoadFromStream(broken);
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
        _ when name.Name == _broken.GetName().Name => _broken,
        "Campaigns.InMemory" => LoadFromAssemblyPath(typeof(MemoryJobStore).Assembly.Location), // a second one, bound to the broken library
        "Campaigns.Testing" => LoadFromAssemblyPath(typeof(VirtualTimeProvider).Assembly.Location), // as above
        _ => null,
    };
}
