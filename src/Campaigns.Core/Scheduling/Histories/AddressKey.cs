namespace Campaigns.Scheduling;

/// <summary>One address of one tenant on one channel.</summary>
/// <param name="Tenant">The tenant's index.</param>
/// <param name="Channel">The channel's index.</param>
/// <param name="Number">The digits of a phone number. For another address its hash, which is computed once because several lookups use
/// it.</param>
/// <param name="Text">The address as text; null for a phone number.</param>
internal readonly record struct AddressKey(int Tenant, int Channel, ulong Number, string? Text)
{
    /// <summary>Whether there is no address.</summary>
    public bool IsNone => Number == 0 && Text is null;

    public bool Equals(AddressKey other) =>
        Number == other.Number
            && Tenant == other.Tenant
            && Channel == other.Channel
            && (object.ReferenceEquals(Text, other.Text) || Text == other.Text);

    public override int GetHashCode() => (int)(((Number ^ ((ulong)Tenant << 48) ^ ((ulong)Channel << 56)) * 0x9E3779B97F4A7C15) >> 32);
}
