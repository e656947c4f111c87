namespace Campaigns;

/// <summary>
/// Compiles templates. Set in <see cref="CampaignsOptions.Templates"/>; the package Campaigns.Handlebars has an implementation.
/// </summary>
/// <remarks>Called by several threads at the same time.</remarks>
public interface ITemplates
{
    /// <summary>Compiles a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="format">The format, which determines how values are escaped: use <see cref="ContentEscaping"/>.</param>
    /// <returns>
    /// A function that fills in the template. Several threads call it at the same time. It throws a <see cref="TemplateException"/> when a
    /// variable has no value. The message names the variable and never holds a value.
    /// </returns>
    /// <exception cref="TemplateException">The text is not a valid template; the message says where.</exception>
    Func<TemplateData, string> Compile(string text, ContentFormat format);

    /// <summary>
    /// The variables that need a value for every contact, by their whole names, such as <c>campaign.role</c>. A campaign whose data lacks
    /// such a value is refused when it is created. None by default: missing values are then found for each contact.
    /// </summary>
    /// <param name="text">A template that compiles.</param>
    /// <param name="format">Its format.</param>
    IReadOnlyCollection<string> VariablesOf(string text, ContentFormat format) => [];
}

/// <summary>Thrown when a template cannot be compiled or filled in.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The problem, without personal data: no value, and no part of the rendered text.</param>
    /// <param name="inner">The cause; null for none.</param>
    public TemplateException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Creates the exception for a variable without a value.</summary>
    /// <param name="variable">The whole name, such as <c>contact.first_name</c>.</param>
    public static TemplateException NoValue(string variable) => new($"there is no {variable}");

    /// <summary>The exception without the message of its cause, which may hold personal data.</summary>
    public override string ToString() =>
        $"{GetType()}: {Redaction.Mask(Message)}{(InnerException is { } inner ? Redaction.Cause(inner) : "")}";
}
