namespace Campaigns.Storage;

/// <summary>
/// A contact that has changed, of a job that the store held before the batch. Attempts of before keep the contact as it was: stores tell it
/// in <see cref="AttemptRow.Contact"/> and <see cref="HistoryRow.Contact"/>.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="After">The number of the last attempt that went to the contact as it was; 0 for none.</param>
/// <param name="Contact">The contact as it is from now on, with the same key and protocol.</param>
public readonly record struct ContactRow(long Job, int After, Contact Contact);
