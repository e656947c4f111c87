namespace Campaigns;

/// <summary>Makes templates of text. Given in <see cref="CampaignsOptions.Templates"/>; the package Campaigns.Handlebars has one.</summary>
/// <remarks>Used by several threads at once.</remarks>
public interface ITemplates
{
    /// <summary>Compiles a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="format">How the values that go into it are escaped: <see cref="ContentEscaping"/> does it.</param>
    /// <returns>
    /// What fills the template in, called by several threads at once. It throws a <see cref="TemplateException"/> when a variable has no
    /// value; the message names the variable, and never a value.
    /// </returns>
    /// <exception cref="TemplateException">The text is no template; the message says where.</exception>
    Func<TemplateData, string> Compile(string text, ContentFormat format);

    /// <summary>
    /// Variables that must have a value for any contact, by their whole names, such as <c>campaign.role</c>. A campaign without such a
    /// value in its data is refused when it is created. None by default: then it is found out for each contact.
    /// </summary>
    /// <param name="text">A template that compiles.</param>
    /// <param name="format">Its format.</param>
    IReadOnlyCollection<string> VariablesOf(string text, ContentFormat format) => [];
}

/// <summary>A template could not be compiled or filled in.</summary>
public sealed class TemplateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, without personal data: no value, no word of what the template makes.</param>
    /// <param name="inner">The cause, if any.</param>
    public TemplateException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>For a variable without a value.</summary>
    /// <param name="variable">Its whole name, such as <c>contact.first_name</c>.</param>
    public static TemplateException NoValue(string variable) => new($"there is no {variable}");

    /// <summary>The exception without the cause's message, which may hold anything.</summary>
    public override string ToString() => $"{GetType()}: {Redaction.Mask(Message)}{(InnerException is { } inner ? Redaction.Cause(inner) : "")}";
}
