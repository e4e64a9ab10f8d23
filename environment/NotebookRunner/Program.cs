using System.CommandLine;
using System.Globalization;
using System.Text;
using MfNotebooks.Runner.Commands;
using MfNotebooks.Runner.Kernel;
using MfNotebooks.Runner.Notebooks;

// The pages are English; a German machine must not print 0,084 into them.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

var root = new RootCommand("Runs the MfNotebooks workbook without a front end and writes its pages.")
{
    RunCommand.Create(),
    CheckCommand.Create(),
    CleanCommand.Create(),
    DoctorCommand.Create(),
    EvaluateCommand.Create(),
    KernelHost.CreateCommand(),
};

var parsed = root.Parse(args.Length == 0 ? [RunCommand.Verb] : args);
if (parsed.Errors.Count > 0)
{
    var errors = string.Join('\n', parsed.Errors.Select(error => error.Message));
    return Refuse(errors + "\nShow what can be written with: --help");
}
try
{
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromSeconds(20), // after Ctrl-C the pages of what ran are written
    });
}
catch (UsageException e)
{
    return Refuse(e.Message);
}
catch (Exception e) when (e is NotebookException or OutputException)
{
    Console.Error.WriteLine(e.Message);
    return ExitCode.Failure;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return ExitCode.Interrupted;
}

static int Refuse(string message)
{
    Console.Error.WriteLine(message);
    return ExitCode.BadUsage;
}
