using System.CommandLine;
using MfNotebooks.Runner.Engine;

namespace MfNotebooks.Runner.Commands;

/// <summary>The hidden verb under which the runner starts itself once for each notebook.</summary>
internal static class HostCommand
{
    public const string Name = "host";

    public static Command Create()
    {
        var pipe = new Argument<string>("pipe");
        var command = new Command(Name) { pipe };
        command.Hidden = true;
        command.SetAction((parsed, _) => HostLoop.RunAsync(parsed.GetRequiredValue(pipe)));
        return command;
    }
}
