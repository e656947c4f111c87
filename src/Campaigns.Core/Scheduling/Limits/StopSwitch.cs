using System.Runtime.InteropServices;

namespace Campaigns.Scheduling;

/// <summary>
/// The one thing that the scheduler shares with the send gates besides rates: a version that rises with every stop. An intent carries
/// the version it was decided under; the send gate lets it pass only while that is still the version. A campaign's switch counts its
/// tenant's stops and everybody's too, so that stopping any number of campaigns is one increment.
/// </summary>
/// <remarks>It fills cache lines of its own: nothing that is written for each attempt stands beside it.</remarks>
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
