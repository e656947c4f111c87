using System.Runtime.InteropServices;

namespace Campaigns.Scheduling;

/// <summary>
/// A version that rises with every stop. The scheduler shares only this switch and the rates with the send gates. An intent carries the
/// version at its decision, and the send gate lets it pass only while the version is unchanged. A campaign's switch also counts the stops
/// of its tenant and of everything, so that one increment stops any number of campaigns.
/// </summary>
/// <remarks>The switch fills its own cache lines, so that no data written per attempt is adjacent.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 192)]
internal sealed class StopSwitch(StopSwitch? parent = null)
{
    [FieldOffset(64)]
    private readonly StopSwitch? _parent = parent;

    [FieldOffset(72)]
    private long _stops;

    public long Version => Volatile.Read(ref _stops) + (_parent?.Version ?? 0);

    public void Stop() => Volatile.Write(ref _stops, _stops + 1);
}
