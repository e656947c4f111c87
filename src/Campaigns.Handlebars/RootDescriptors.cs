using System.Diagnostics.CodeAnalysis;
using HandlebarsDotNet;
using HandlebarsDotNet.Compiler;
using HandlebarsDotNet.Iterators;
using HandlebarsDotNet.MemberAccessors;
using HandlebarsDotNet.ObjectDescriptors;
using HandlebarsDotNet.PathStructure;

namespace Campaigns.Handlebars;

/// <summary>Defines the members of objects in a template: only the names under a root, without .NET members.</summary>
internal sealed class RootDescriptors : IObjectDescriptorProvider
{
    private static readonly ObjectDescriptor Nothing =
        new(typeof(object), new NoMembers(), (_, _) => Array.Empty<object>(), _ => new NoItems());

    public bool TryGetDescriptor(Type type, [NotNullWhen(true)] out ObjectDescriptor? value)
    {
        value = type == typeof(string) || type == typeof(UndefinedBindingResult) ? Nothing : null;
        return value is not null;
    }

    private sealed class NoMembers : IMemberAccessor
    {
        public bool TryGetValue(object instance, ChainSegment memberName, out object? value)
        {
            value = UndefinedBindingResult.Create(
                instance is UndefinedBindingResult missing ? $"{missing.Value}.{memberName.TrimmedValue}" : memberName.TrimmedValue);
            return true;
        }
    }

    private sealed class NoItems : IIterator
    {
        public void Iterate(
            in EncodedTextWriter writer, BindingContext context, ChainSegment[] blockParamsVariables, object input,
            TemplateDelegate template, TemplateDelegate ifEmpty) =>
            ifEmpty(writer, context);
    }
}
