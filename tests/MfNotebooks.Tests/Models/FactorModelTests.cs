using System.Text;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace MfNotebooks.Tests.Models;

public class FactorModelTests
{
    [Fact]
    public void A_prediction_is_the_dot_product_of_two_rows()
    {
        using var model = Worked();

        Assert.Equal(1 * 5 + 2 * 6, model.Predict(0, 0));
        Assert.Equal(3 * 7 + 4 * 8, model.Predict(1, 1));
    }

    [Fact]
    public void The_reconstruction_holds_every_prediction()
    {
        using var model = Worked();
        using var product = model.Reconstruct();
        var matrix = product.ToMatrix();

        for (var user = 0; user < 2; user++)
            for (var item = 0; item < 3; item++)
                Assert.Equal(model.Predict(user, item), matrix[user, item]);
    }

    [Theory]
    [InlineData(-2, 0, "There is no user -2; they are numbered 0 to 1")]
    [InlineData(0, 3, "There is no item 3; they are numbered 0 to 2")]
    public void A_row_that_is_not_there_is_named(int user, int item, string message)
    {
        using var model = Worked();

        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => model.Predict(user, item)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Factors_that_do_not_fit_are_refused_with_their_shapes()
    {
        var error = Assert.Throws<ArgumentException>(() =>
            new FactorModel(zeros(2, 2), zeros(3, 3), ["a", "b"], ["x", "y", "z"]));

        Assert.Contains("A is [2 × 2] and B is [3 × 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Drawing_a_start_leaves_the_readers_random_numbers_alone()
    {
        using var films = SampleRatings.Films;
        manual_seed(5);
        var expected = rand(1).item<float>();
        manual_seed(5);

        FactorModel.Random(films, 4, seed: 9).Dispose();

        Assert.Equal(expected, rand(1).item<float>());
    }

    [Theory]
    [InlineData(0, "latentDim is 0; it must be at least 1.")]
    [InlineData(100_000_000, "latentDim is 100000000; it must be at most 1000: more factors than users or items")]
    public void A_start_has_as_many_factors_as_a_training_may_have(int latentDim, string message)
    {
        using var films = SampleRatings.Films;

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => FactorModel.Random(films, latentDim));

        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saved_model_comes_back_bit_for_bit_with_its_names()
    {
        using var folder = new TemporaryFolder();
        using var films = SampleRatings.Films;
        using var model = FactorModel.Random(films, 3, seed: 4);
        model.Save(folder.File("films.mfmodel"));

        using var back = FactorModel.Load(folder.File("films.mfmodel"));

        Assert.Equal(model.A.ToMatrix(), back.A.ToMatrix());
        Assert.Equal(model.B.ToMatrix(), back.B.ToMatrix());
        Assert.Equal(model.Users, back.Users);
        Assert.Equal(model.Items, back.Items);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Reading_a_file_leaves_no_tensor_behind()
    {
        using var folder = new TemporaryFolder();
        using var films = SampleRatings.Films;
        using var model = FactorModel.Random(films, 3);
        model.Save(folder.File("films.mfmodel"));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        FactorModel.Load(folder.File("films.mfmodel")).Dispose();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<FileNotFoundException>(() => FactorModel.Load("nowhere.mfmodel"));

        Assert.Contains("There is no model file at", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("ratings.csv", new string('x', 500));

        Assert.Contains("is not a model file",
            Assert.Throws<InvalidDataException>(() => FactorModel.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_cut_and_every_changed_byte_is_noticed()
    {
        using var folder = new TemporaryFolder();
        using var model = Worked();
        var path = folder.File("a.mfmodel");
        model.Save(path);
        var good = File.ReadAllBytes(path);
        for (var at = 0; at < good.Length; at++)
        {
            File.WriteAllBytes(path, good[..at]);
            Assert.Throws<InvalidDataException>(() => FactorModel.Load(path));
            var changed = good.ToArray();
            changed[at] ^= 0xFF;
            File.WriteAllBytes(path, changed);
            Assert.Throws<InvalidDataException>(() => FactorModel.Load(path));
        }
    }

    [Fact]
    public void A_header_that_promises_more_than_the_file_holds_allocates_nothing()
    {
        using var folder = new TemporaryFolder();
        var header = Encoding.UTF8.GetBytes("""{"Version":1,"LatentDim":2000000000,"Users":["a"],"Items":["b"]}""");
        var path = folder.File("greedy.mfmodel");
        File.WriteAllBytes(path, [.. "MFMODEL\n"u8, (byte)header.Length, 0, 0, 0, .. header, .. new byte[64]]);

        var error = Assert.Throws<InvalidDataException>(() => FactorModel.Load(path));

        Assert.Contains("its header promises 16000000", error.Message, StringComparison.Ordinal);
    }

    private static FactorModel Worked() => new(
        tensor(new float[,] { { 1, 2 }, { 3, 4 } }), tensor(new float[,] { { 5, 6 }, { 7, 8 }, { 9, 10 } }),
            ["Ana", "Ben"], ["x", "y", "z"]);
}
